# مساحة الوثائق والسجل المختوم، في سطر الأوامر.

thing-item = الوثيقة
thing-safe = مساحة الوثائق
thing-folder = المجلد
thing-grant = المشاركة

expected-safe-key-file = يرجى كتابة ملف، أو لا شيء: عندها يكون key_file أصل مساحات الوثائق أيضا.
expected-old-safe-key-files = يرجى كتابة ملفات تفصل بينها فواصل، أو لا شيء.
expected-files = يرجى كتابة مجلد، أو s3://BUCKET/PREFIX.
expected-scanner = يرجى كتابة 127.0.0.1:3310 أو مسار مقبس أو لا شيء.

start-safe = لا يمكن فتح مساحات الوثائق: { $why }. لا يقدَّم شيء قبل تطبيق عمليات الحذف.

doctor-scanner-absent = لم يُضبط أي مضاد فيروسات (scanner): تُقبل الملفات دون فحص.

journal-verified = الأسطر المختومة: { $sealed }. الرؤوس المكتوبة خارجا: { $outside }.
journal-whole = السجل سليم.
journal-broken = عدد الأعطاب: { $count }. احتفظ بقاعدة البيانات كما هي وقارنها بآخر نسخة احتياطية.
journal-changed = السطر { $line } (الموضع { $position }): عُدِّل أو بُدِّل، هو أو ختمه.
journal-line-removed = السطر { $line } (الموضع { $position }): حُذف.
journal-seal-removed = الموضع { $position }: حُذف الختم.
journal-tail-cut = قُطعت النهاية: خُتم حتى { $sealed } ووُجد حتى { $found }.
journal-head-forged = رأس السلسلة لم يكتبه هذا الخادم.
journal-not-as-outside = الموضع { $position }: ليس ما كُتب خارج قاعدة البيانات.
journal-never-sealed = السطر { $line }: أضيف لاحقا ولم يختمه أحد.

safe-would-be-erased = ستُمحى مساحة وثائق الشخص { $person } نهائيا. أضف ‎--write لتنفيذ ذلك.
safe-erased = مُحيت مساحة وثائق الشخص { $person }، عدد الملفات: { $count }. يبقى: أسطر السجل (أرقام ورموز) لأن الأثر واجب، واسم عشوائي في سجل الحذف كي لا تعيدها أي نسخة احتياطية.
safe-key-turned = المفاتيح المغلفة من جديد: { $count }. لم يعد المفتاح الأصل القديم لازما.
