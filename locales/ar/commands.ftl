# What the command line says.
#
# Among Arabic words a date with hyphens, a phone number or an option would be shown back to front.
# { "\u200E" } before it keeps its order; what is to be copied has none and follows a Latin word
# (relais …), which does the same.

error = خطأ: { $what }
error-not-found = { $thing }: هذا الرقم غير موجود، أو يخص مؤسسة أخرى. يرجى التحقق من الرقم.
error-denied = تنقص الصلاحية «{ $permission }». لإنشاء مفتاح له هذه الصلاحية: relais api-key --permissions …{ "\u200E" }
error-unauthorised = لم يُكتب مفتاح الوصول، أو هو غير معروف، أو تم إلغاؤه.
error-invalid = { $field }: { $why }
error-key-reused = سبق استعمال مفتاح عدم التكرار هذا (idempotency) في طلب آخر.
error-database = قاعدة البيانات لا تجيب كما يجب: { $why }. يرجى تشغيل «relais doctor».

thing-territory = المنطقة
thing-organisation = المؤسسة
thing-place = المكان
thing-motive = سبب الموعد
thing-worker = الموظف
thing-team = الفريق
thing-person = الشخص
thing-appointment = الموعد
thing-session = الجلسة

name-unknown = { $thing }: الاسم «{ $value }» غير موجود. الأسماء المعروفة: { $known }.
name-several = { $thing }: الاسم «{ $value }» موجود أكثر من مرة. يرجى التحديد: { $known }.
name-needed = { $thing }: يوجد أكثر من اختيار. يرجى إضافة relais … { $option } مع اسم من هذه الأسماء: { $known }.
name-none-yet = لا توجد بعد أي منطقة في قاعدة البيانات هذه. يرجى تشغيل «relais set-up» لإنشاء منطقتكم، أو «relais demo» لمدينة تجريبية، أو التحقق من الإعداد database.
name-nothing-known = لا شيء

start-form = «{ "\u200E" }{ $value }» ليس تاريخًا وساعة. يرجى كتابتهما هكذا: { "\u200E" }"2026-03-10 09:00"{ "\u200E" }.
day-form = «{ "\u200E" }{ $value }» ليس تاريخًا. يرجى كتابته هكذا: { "\u200E" }2026-03-10.
days-range = يرجى البحث في مدة من يوم واحد إلى 366 يومًا.
person-needed = يرجى تحديد الشخص برقم ملفه: relais book … --person، أو باسمه: relais book … --first-name (ويمكن إضافة: { "\u200E" }--last-name --phone).
person-unknown = لا أحد يحمل الرقم «{ "\u200E" }{ $value }». يرجى التحقق منه، أو كتابة الاسم والهاتف: relais … --first-name … --phone …{ "\u200E" }
person-several = أكثر من شخص يحمل الرقم «{ "\u200E" }{ $value }». يرجى كتابة رقم يخص شخصًا واحدًا فقط.
phone-form = «{ "\u200E" }{ $value }» ليس رقم هاتف صحيحًا. يرجى التحقق من أرقامه العشرة، أو كتابة علامة + ثم رمز البلد.

slots-title =
    { $motive }، المدة: { $minutes ->
        [zero] { $minutes } دقيقة
        [one] دقيقة واحدة
        [two] دقيقتان
        [few] { $minutes } دقائق
        [many] { $minutes } دقيقة
       *[other] { $minutes } دقيقة
    }
slots-none = لا يوجد وقت متاح. { $why }
slots-no-place = بدون مكان
slots-zone = بتوقيت { $zone }
slots-session = الجلسة رقم { $appointment }، المقاعد الباقية: { $left } من { $seats }
slots-count =
    { $count ->
        [zero] لا يوجد وقت متاح.
        [one] وقت واحد متاح.
        [two] وقتان متاحان.
        [few] { $count } أوقات متاحة.
        [many] { $count } وقتًا متاحًا.
       *[other] { $count } وقت متاح.
    }
slots-cut = هذه هي الأوقات الأولى فقط: { $shown } من { $count }. لعرض الباقي: relais slots … --from { $next }

booked = الموعد رقم { $appointment }: { $when }، مع { $who } ({ $where }).
booked-already = هذا الشخص لديه هذا الموعد من قبل، رقم { $appointment }: { $when }، مع { $who } ({ $where }).
booked-session = تم تحديد الجلسة رقم { $appointment }: { $when }، مع { $who } ({ $where }). عدد المقاعد: { $seats }.
booked-joined = تم التسجيل في الجلسة رقم { $appointment }: { $when }، مع { $who } ({ $where }).
booked-joined-already = هذا الشخص مسجل من قبل في الجلسة رقم { $appointment }: { $when }، مع { $who } ({ $where }).
moved = تم تغيير وقت الموعد رقم { $appointment }: { $when }، مع { $who } ({ $where }).
cancelled = تم إلغاء الموعد رقم { $appointment } ({ $status }): { $when }.
cancelled-already = الموعد رقم { $appointment } ملغى من قبل ({ $status }).
others-title = أوقات أخرى متاحة:
how-to-accept = للمتابعة رغم ذلك: relais … --accept { $words }

api-key-made = المفتاح «{ $name }» للمؤسسة { $organisation }، الصلاحيات: { $permissions }. يرجى تسجيله الآن، فلن يظهر مرة أخرى:

set-up-organisation =
    المؤسسة { $organisation } ({ $zone })، فيها: { $places ->
        [zero] لا أماكن
        [one] مكان واحد
        [two] مكانان
        [few] { $places } أماكن
        [many] { $places } مكانًا
       *[other] { $places } مكان
    }، { $workers ->
        [zero] لا موظفين
        [one] موظف واحد
        [two] موظفان
        [few] { $workers } موظفين
        [many] { $workers } موظفًا
       *[other] { $workers } موظف
    }، { $motives ->
        [zero] لا أسباب للمواعيد
        [one] سبب واحد للمواعيد
        [two] سببان للمواعيد
        [few] { $motives } أسباب للمواعيد
        [many] { $motives } سببًا للمواعيد
       *[other] { $motives } سبب للمواعيد
    }
set-up-not-written = لم يُكتب أي شيء بعد. لإنشاء هذه المنطقة يرجى إضافة: relais set-up … --write
set-up-done = تم إنشاء { $territory }. الخطوات التالية: relais import openings ثم relais import people ثم relais serve.
set-up-exists = المنطقة «{ $territory }» موجودة من قبل. يرجى اختيار اسم آخر، أو قاعدة بيانات أخرى (الإعداد database).
set-up-form = لا يمكن قراءة الخطة، في الموضع { $at }: { $why }. لعرض مثال: relais set-up --example
set-up-faults =
    يجب تصحيح الخطة:
    { $faults }
set-up-empty = يجب ملؤه
set-up-twice = «{ $value }» موجود هنا من قبل
set-up-unknown = «{ $value }» غير موجود في الخطة
set-up-number = يجب أن يكون العدد من { $from } إلى { $to }، وليس { $value }
set-up-both = مع { $other }: يرجى اختيار واحد منهما فقط

demo-made = المدينة التجريبية جاهزة: { $territory } ({ $database }).
demo-there = المدينة التجريبية موجودة من قبل: { $territory } ({ $database }).
demo-where = عناوين للاطلاع:
demo-home = الصفحة الرئيسية: { $url }
demo-page = حسابات ورموز ورسائل مدينة التجربة: { $url }
demo-api = وصف واجهة API: { $url }
demo-key = مفتاح API (كل الصلاحيات): { $token }
demo-accounts = حسابات الموظفين (العنوان، كلمة المرور، الرمز الحالي؛ كل رمز يُستعمل مرة واحدة ويتغير كل 30 ثانية):
demo-account = { $email }  { $password }  { $code }  { $role ->
        [worker] موظف استقبال
        [secretary] أمانة
        [team_lead] مسؤول فريق
        [organisation_admin] إدارة المؤسسة
        [territory_admin] إدارة الإقليم
       *[other] تشغيل
    }
demo-try = للتجربة، في نافذة أوامر أخرى:
demo-stop = للإيقاف: Ctrl+C. للبدء من جديد: يرجى حذف الملف «{ "\u200E" }{ $file }».
bounce-none = هذا ليس إشعار تسليم (RFC 3464): لم يُسجَّل شيء.
bounce-failed = { $id } لم تصل إلى { $address }: { $status } { $reason }
bounce-delayed = { $id } لم تصل بعد إلى { $address }: { $status } { $reason }
bounce-delivered = { $id } وصلت إلى { $address }.

job-never = { $name }: لم تنفذ بعد
job-line = { $name }: { $ended }، { $took } ms، { $result } (الإخفاقات: { $failures })؛ التالي { $next }
job-unknown = لا توجد مهمة «{ $name }». المهام: { $names }.
job-done = { $name }: { $result }
job-would = { $name } ستفعل: { $result }
job-elsewhere = { $name } تعمل على خادم آخر.
