# طلب الاتصال، قائمة الانتظار، المكالمات، الإغلاق، الأرقام.
call-me-organisation = من يتصل بك؟
call-me-organisation-missing = اختر من يتصل بك.
call-me-phone-hint = سنتصل بهذا الرقم. مثلًا: 06 12 34 56 78
call-me-phone-missing = اكتب الرقم الذي نتصل به.
call-me-done-title = تم تسجيل طلبك
call-me-done = سيتصل بك { $organisation } على هذا الرقم:
call-me-done-wrong = هل الرقم خاطئ؟ ارجع إلى الخلف واطلب من جديد.
waiting-what = إذا تحرّر موعد، يُحجز لك بضع ساعات ونخبرك بذلك.
waiting-phone-hint = لكي نخبرك. مثلًا: 06 12 34 56 78
waiting-phone-missing = اكتب رقمًا: بدونه لا يمكننا أن نخبرك.
waiting-done-title = أنت في قائمة الانتظار
waiting-done = سنخبرك حالما يتوفر موعد. لا شيء آخر عليك فعله.
my-waiting = في قائمة الانتظار
my-waiting-since = منذ { $day }
my-waiting-leave = الخروج من قائمة الانتظار
calls-title = للاتصال بهم
calls-none = لا أحد ينتظر اتصالًا.
calls-who = من
calls-asked = طُلب في
calls-about = بخصوص
calls-find = البحث عن الشخص
calls-waiting = قائمة الانتظار
calls-waiting-none = لا أحد في قائمة الانتظار.
calls-wish = يرغب في
calls-since = منذ
calls-tries = المكالمات
call-no-answer = لا جواب
call-reached = تم الرد
call-wrong-number = رقم خاطئ
close-title = إغلاق مكان
close-hint = لا يُغلق شيء قبل أن ترى المواعيد المعنية.
close-place = المكان
close-choose = اختر
close-place-missing = اختر مكانًا.
close-from = من
close-from-missing = حدد يوم البداية وساعتها.
close-to = إلى
close-to-missing = حدد يوم النهاية وساعتها.
close-over = هذه الساعات مضت. حدد نهاية لاحقة.
close-reason = السبب
close-preview = عرض المواعيد المعنية
close-now = الإغلاقات الحالية والقادمة
close-span = من { $from } إلى { $to }
close-delete = إعادة الفتح
close-which = إغلاق { $place }؟
close-covers-none = لا يوجد موعد معني.
close-covers = هذه المواعيد تقع خلال الإغلاق.
close-for-all = للجميع، إلا إذا اخترت غير ذلك
close-then = ماذا يحدث له
close-then-phone = يتم بالهاتف في نفس الساعة
close-then-other = تُقترح أوقات أخرى
close-then-leave = لا شيء، نحن نتكفل به
close-as-all = مثل الجميع
close-not-callable = لا يمكن أن يتم بالهاتف: ستُقترح أوقات أخرى.
close-confirm = إغلاق
close-edit = تعديل
close-done = المكان مغلق
close-already = كان مغلقًا في هذه الساعات من قبل: لم يتكرر أي شيء.
close-by-phone = مواعيد أصبحت بالهاتف
close-offered = اقتُرحت أوقات أخرى
close-offered-before = اقتُرحت أوقات أخرى من قبل
close-left = بقيت كما هي
close-unreachable = أشخاص يجب إخبارهم
close-unreachable-hint = لا يمكن أن تصلهم أي رسالة. اتصل بمن حجز لهم أو بمرجعهم.
close-referent = المرجع
figures-title = الأرقام
figures-from = من
figures-to = إلى
figures-day = هذا التاريخ غير موجود. اكتبه مثل 2026-03-31.
figures-show = عرض
figures-download = تنزيل (Excel)
figures-no-file = تعذّرت كتابة الملف. الأرقام معروضة في الصفحة.
figures-period = من { $from } إلى { $to }
figures-percent = { $whole },{ $tenth } %
figures-nothing = –
figures-hours = { $hours } س { $minutes }
figures-days =
    { $count ->
        [zero] اليوم
        [one] يوم واحد
        [two] يومان
        [few] { $count } أيام
       *[other] { $count } يومًا
    }
figures-motives = حسب السبب
figures-motive = السبب
figures-no-show = الغياب
figures-third-slot = الانتظار حتى ثالث وقت متاح
figures-status-how = المواعيد التي تبدأ في هذه الفترة، محسوبة حسب حالتها اليوم.
figures-no-show-how = الغياب: نسبة من لم يأتوا دون إخبار، من مجموع من أتوا ومن لم يأتوا.
figures-third-slot-how = الانتظار: عدد الأيام من اليوم إلى ثالث وقت متاح؛ شرطة إذا لم توجد ثلاثة أوقات، أو للمتابعة أو الورشة.
figures-workers = حسب الموظف
figures-worker = الموظف
figures-appointments = المواعيد
figures-open = الوقت المفتوح
figures-taken = الوقت المأخوذ
figures-open-minutes = الوقت المفتوح (بالدقائق)
figures-taken-minutes = الوقت المأخوذ (بالدقائق)
figures-occupancy = نسبة الإشغال
figures-occupancy-how = نسبة الإشغال: الوقت الذي أخذته المواعيد داخل الأوقات المفتوحة، مقسومًا على هذه الأوقات دون الغيابات والإغلاقات وأيام العطل.
figures-misses = عمليات بحث بلا نتيجة
figures-misses-none = لم يبق أي بحث بلا نتيجة.
figures-why = لماذا
figures-times = عدد المرات
figures-misses-how = كل مرة بحث فيها شخص عن وقت في هذه الفترة ولم يجد شيئًا؛ لا يُسجّل أي شيء عمن بحث.
draft-unfinished = لم يكتمل: { $name }
draft-since = بدأ { $when }
draft-resume = متابعة
draft-discard = حذف
replies-title = الردود على الرسائل
replies-why = ما رد به الأشخاص على رسالة قصيرة ويجب أن يُقرأ: الردود الواضحة بنعم أو لا أو طلب اتصال أو توقف تمت معالجتها.
replies-none = لا يوجد رد ينتظر القراءة.
replies-text = الرسالة
replies-arrived = وصلت
calls-first = الأولوية
calls-first-set = حفظ
calls-first-of = الأولوية: { $name }
calls-kept = { $when }، محجوز حتى { $until }
calls-offered = الوقت المعروض
calls-order = الترتيب: أولًا من له سبب للأولوية، ثم من ينتظر منذ أطول مدة.
waiting-reason-none = بالدور
waiting-reason-rights-at-risk = حقوق مهددة
waiting-reason-no-home = بلا مأوى
waiting-reason-health = صحة
waiting-reason-child = طفل
calls-late = متأخر
calls-take = سأتصل
calls-take-whom = سأتصل بـ { $name }
calls-taken-by = { $name } يتصل
calls-leave = ترك للزملاء
calls-leave-whom = ترك للزملاء: { $name }
calls-add = إضافة إلى القائمة
calls-add-name = من يُتصل به
call-ended-booked = تم حجز موعد
call-ended-reached = تمت التسوية
call-ended-wrong-number = رقم خاطئ
call-ended-dropped = التخلي
came-by-web = طُلب عبر الإنترنت
came-by-sms = طُلب برسالة
came-by-desk = سُجّل في الاستقبال
calls-tried =
    { $count ->
        [one] محاولة واحدة دون رد
        [two] محاولتان دون رد
        [few] { $count } محاولات دون رد
       *[other] { $count } محاولة دون رد
    }
