# Settings, start-up and the check-up of an installation.
#
# { "\u200E" } before a path or an option keeps its first sign in front (see commands.ftl).

config-not-there = ملف الإعدادات «{ "\u200E" }{ $file }» غير موجود. يرجى التحقق من اسمه، أو حذف الخيار { "\u200E" }--config: يمكن تشغيل Relais بدون ملف أيضًا.
config-bad = لا يمكن قراءة الإعدادات: { $why }. الأمر «relais check-config» يعرض كل إعداد ومن أين جاء.
config-not-toml = ملف الإعدادات «{ "\u200E" }{ $file }» ليس بصيغة TOML: { $why }
    يرجى كتابة إعداد واحد في كل سطر، مثلًا: database = "sqlite:data/relais.db"{ "\u200E" }
config-all-good = كل الإعدادات صحيحة.
config-mistakes =
    { $count ->
        [zero] لا يوجد إعداد يحتاج إلى تصحيح.
        [one] إعداد واحد يحتاج إلى تصحيح.
        [two] إعدادان يحتاجان إلى تصحيح.
        [few] { $count } إعدادات تحتاج إلى تصحيح.
        [many] { $count } إعدادًا يحتاج إلى تصحيح.
       *[other] { $count } إعداد يحتاج إلى تصحيح.
    }
config-line = { $name } = { $value }   ({ $origin })
config-origin-default = القيمة الافتراضية
config-origin-file = الملف { "\u200E" }{ $file }
config-origin-environment = متغير البيئة { $variable }
config-unknown = «{ $name }» ليس إعدادًا معروفًا ({ $origin }). الإعدادات المعروفة: { $known }.
config-wrong = { $name }: القيمة «{ "\u200E" }{ $value }» غير مقبولة ({ $origin }). { $expected }

expected-database = يرجى كتابة sqlite:data/relais.db لملف، أو postgres://user:password@host/name لخادم.
expected-listen = يرجى كتابة عنوان ومنفذ: 127.0.0.1:8080.
expected-public-url = يرجى كتابة العنوان الذي يكتبه الناس: https://rdv.exemple.fr
expected-behind-proxy = يرجى كتابة true خلف خادم وسيط تابع لكم، وإلا false.
expected-key-file = يرجى كتابة مسار ملف خارج مجلد البيانات.
expected-connections = يرجى كتابة عدد من 1 إلى 1000.
expected-log = يرجى كتابة مرشح «tracing»: مثلًا info أو relais=debug,info.
expected-log-format = يرجى كتابة text أو json.
expected-codes-a-day = يرجى كتابة عدد رموز الدخول التي يمكن للإقليم إرسالها في اليوم: عدد من 1 إلى 1000000.
expected-language = يرجى كتابة لغة معروفة: { $known }.

start-key-file = لا يمكن قراءة المفتاح «{ "\u200E" }{ $file }» ولا إنشاؤه: { $why }. يرجى التحقق من أن المجلد موجود وأن لكم حق الكتابة فيه.
start-key-form = الملف «{ "\u200E" }{ $file }» ليس مفتاح Relais صحيحًا (64 رقمًا بالنظام الست عشري). يرجى إرجاع النسخة التي احتفظتم بها: بدونها لا تعمل الروابط والأوقات التي أُعطيت من قبل.
start-key-random = النظام لا يعطي أعدادًا عشوائية: { $why }. يرجى إعادة تشغيل الجهاز.
start-database-scheme = «{ "\u200E" }{ $address }» ليس عنوان قاعدة بيانات. { $expected }
start-database-open = لا يمكن فتح قاعدة البيانات: { $why }. يرجى التحقق من أن الخادم يعمل، وأن المجلد موجود، وأن لكم حق الكتابة فيه.
start-database-folder = لا يمكن إنشاء المجلد «{ "\u200E" }{ $folder }». السبب: { $why }. يرجى إنشاؤه، أو اختيار مجلد آخر (الإعداد database).
start-database-migrate = لا يمكن تحديث قاعدة البيانات: { $why }. إذا كانت من إصدار أحدث من Relais، يرجى تثبيت ذلك الإصدار.
start-listen = لا يمكن استعمال العنوان { $address }: { $why }. هل يعمل برنامج Relais آخر الآن؟ إن لم يكن كذلك، يرجى اختيار عنوان آخر (الإعداد listen).

migrate-done =
    { $count ->
        [zero] قاعدة البيانات ({ $kind }) محدثة: لا يلزم فعل أي شيء.
        [one] تم تحديث قاعدة البيانات ({ $kind }) في خطوة واحدة.
        [two] تم تحديث قاعدة البيانات ({ $kind }) في خطوتين.
        [few] تم تحديث قاعدة البيانات ({ $kind }) في { $count } خطوات.
        [many] تم تحديث قاعدة البيانات ({ $kind }) في { $count } خطوة.
       *[other] تم تحديث قاعدة البيانات ({ $kind }) في { $count } خطوة.
    }

doctor-good = جيد
doctor-careful = انتباه
doctor-bad = يحتاج إلى إصلاح
doctor-database-reached = تم الاتصال بقاعدة البيانات: { $kind }، { $address }.
doctor-database-absent = قاعدة البيانات «{ "\u200E" }{ $file }» غير موجودة بعد. لإنشائها يرجى تشغيل «relais migrate» أو «relais serve».
doctor-migrations-done = بنية قاعدة البيانات محدثة.
doctor-migrations-missing = تنقص خطوات تحديث: { "\u200E" }{ $names }. يرجى تشغيل «relais migrate».
doctor-key-there = المفتاح: «{ "\u200E" }{ $file }». يرجى الاحتفاظ بنسخة منه، خارج النسخ الاحتياطية لقاعدة البيانات.
doctor-key-absent = المفتاح «{ "\u200E" }{ $file }» غير موجود بعد: سيُنشأ عند أول تشغيل.
doctor-key-beside-data = المفتاح «{ "\u200E" }{ $file }» موجود في مجلد البيانات «{ "\u200E" }{ $folder }»: من ينسخ المجلد ينسخ المفتاح معه. يرجى نقله وكتابة مساره الجديد (الإعداد key_file).
doctor-key-open-to-others = يمكن لمستخدمين آخرين على هذا الجهاز قراءة المفتاح «{ "\u200E" }{ $file }». يرجى تشغيل: chmod 600 { $file }
doctor-integrity-good = ملف قاعدة البيانات سليم.
doctor-integrity-bad = ملف قاعدة البيانات تالف: { $why }. يرجى إيقاف Relais وإرجاع آخر نسخة احتياطية.
doctor-references-bad =
    { $count ->
        [zero] لا يوجد سطر يشير إلى سطر غير موجود.
        [one] سطر واحد يشير إلى سطر غير موجود. يرجى إبلاغ فريق Relais والاحتفاظ بنسخة احتياطية.
        [two] سطران يشيران إلى أسطر غير موجودة. يرجى إبلاغ فريق Relais والاحتفاظ بنسخة احتياطية.
        [few] { $count } أسطر تشير إلى أسطر غير موجودة. يرجى إبلاغ فريق Relais والاحتفاظ بنسخة احتياطية.
        [many] { $count } سطرًا يشير إلى أسطر غير موجودة. يرجى إبلاغ فريق Relais والاحتفاظ بنسخة احتياطية.
       *[other] { $count } سطر يشير إلى أسطر غير موجودة. يرجى إبلاغ فريق Relais والاحتفاظ بنسخة احتياطية.
    }
doctor-references-good = لا يوجد سطر يشير إلى سطر غير موجود.
doctor-overlaps-good = لا يوجد موعد يتداخل مع موعد آخر بالخطأ.
doctor-overlaps-bad =
    { $count ->
        [zero] لا يوجد موعد يتداخل مع موعد آخر بالخطأ.
        [one] موعدان متداخلان دون قصد. يرجى إبلاغ فريق Relais.
        [two] تداخلان بين المواعيد دون قصد. يرجى إبلاغ فريق Relais.
        [few] { $count } تداخلات بين المواعيد دون قصد. يرجى إبلاغ فريق Relais.
        [many] { $count } تداخلًا بين المواعيد دون قصد. يرجى إبلاغ فريق Relais.
       *[other] { $count } تداخل بين المواعيد دون قصد. يرجى إبلاغ فريق Relais.
    }
doctor-seats-good = عدد المقاعد المحجوزة صحيح.
doctor-seats-bad =
    { $count ->
        [zero] لا يوجد خطأ في عدد مقاعد المواعيد.
        [one] موعد واحد فيه خطأ في عدد المقاعد. يرجى إبلاغ فريق Relais.
        [two] موعدان فيهما خطأ في عدد المقاعد. يرجى إبلاغ فريق Relais.
        [few] { $count } مواعيد فيها خطأ في عدد المقاعد. يرجى إبلاغ فريق Relais.
        [many] { $count } موعدًا فيه خطأ في عدد المقاعد. يرجى إبلاغ فريق Relais.
       *[other] { $count } موعد فيه خطأ في عدد المقاعد. يرجى إبلاغ فريق Relais.
    }
doctor-busy-good = كل موعد قادم يشغل وقته، ولا يوجد موعد ملغى يشغل وقتًا.
doctor-busy-bad =
    { $count ->
        [zero] كل موعد يشغل الوقت الصحيح.
        [one] موعد واحد لا يشغل الوقت الصحيح. يرجى إبلاغ فريق Relais.
        [two] موعدان لا يشغلان الوقت الصحيح. يرجى إبلاغ فريق Relais.
        [few] { $count } مواعيد لا تشغل الوقت الصحيح. يرجى إبلاغ فريق Relais.
        [many] { $count } موعدًا لا يشغل الوقت الصحيح. يرجى إبلاغ فريق Relais.
       *[other] { $count } موعد لا يشغل الوقت الصحيح. يرجى إبلاغ فريق Relais.
    }
expected-sms-sender = يرجى كتابة none أو kannel أو http أو file.
expected-http = يرجى كتابة عنوان يبدأ بـ http:// أو https://: إليه تُرسل الرسائل، أو عبره يُتصل بنا.
expected-text = يرجى كتابة نص بين علامتي اقتباس.
expected-seconds = يرجى كتابة عدد الثواني، من 1 إلى 120.
expected-email = يرجى كتابة عنوان بريد إلكتروني، مثل rdv@exemple.fr.
expected-sms-headers = يرجى كتابة سطر لكل ترويسة: Authorization: Bearer …
expected-sms-provider-ref = يرجى كتابة مؤشر JSON يبدأ بـ /، أو ترك الخانة فارغة.
expected-sms-incoming-secret = يرجى كتابة 16 حرفًا عشوائيًا على الأقل، مثل ما يعطيه openssl rand -hex 24.
expected-sms-territory = يرجى كتابة رقم الإقليم الذي تصله الردود، أو 0 إن كان هناك إقليم واحد.
expected-mail-sender = يرجى كتابة none أو smtp أو file.
expected-mail-host = يرجى كتابة اسم الخادم وحده: smtp.exemple.fr.
expected-mail-port = يرجى كتابة منفذ: 587 مع starttls، أو 465 مع tls، أو 25 دون تشفير.
expected-mail-tls = يرجى كتابة none أو starttls أو tls.
expected-mail-ca-file = يرجى كتابة مسار شهادة PEM موجودة، أو ترك الخانة فارغة.
expected-mail-connections = يرجى كتابة عدد من 1 إلى 100.
expected-strangers-a-day = يرجى كتابة عدد الطلبات التي يمكن لعنوان واحد إرسالها في اليوم دون إثبات رقم: عدد من 1 إلى 1000000.
