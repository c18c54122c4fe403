# فترات الاستقبال والغيابات: القوائم والاستمارات.
hours-and = { $first } و{ $last }
hours-comma = {"، "}
hours-from-to = من { $from } إلى { $to }
hours-once = { $day }
hours-every-day = كل يوم
hours-weekly = كل أسبوع: { $days }
hours-every-weeks = { $every ->
        [2] كل أسبوعين: { $days }
       *[other] مرة كل { $every } أسابيع: { $days }
    }
hours-by-rule = حسب القاعدة { $rule }
hours-since = ابتداءً من { $day }
hours-since-until = من { $first } إلى { $last }
hours-over = المنتهية
hours-edit = تعديل
hours-save = حفظ
hours-to-agenda = العودة إلى جدول المواعيد
hours-move-or-call = تغيير الموعد أو الاتصال
hours-blocks = الساعات
hours-blocks-hint = فترة واحدة أو فترتان: مثلًا 9:00 – 12:00 و14:00 – 17:00. يرجى ترك ما لا يلزم فارغًا.
hours-block-from = الفترة { $number }، من
hours-block-to = الفترة { $number }، إلى
hours-half = تنقص ساعة أو أنها غير مفهومة. يرجى كتابة البداية والنهاية، مثلًا 09:00 و12:00.
hours-often = التكرار
hours-often-once = مرة واحدة، في اليوم الأول
hours-often-weekly = كل أسبوع، أو كل بضعة أسابيع
hours-often-kept = إبقاء القاعدة المستوردة: { $rule }
hours-weekdays = أيام الأسبوع
hours-every = كل كم أسبوعًا؟ 1: كل أسبوع
hours-every-wrong = يرجى كتابة عدد أسابيع من 1 إلى 52.
hours-first-day = اليوم الأول
hours-first-day-missing = اليوم الأول ناقص أو غير مفهوم. يرجى كتابته هكذا: 05/01/2026.
hours-last-day = اليوم الأخير
hours-day-wrong = هذا اليوم غير مفهوم. يرجى كتابته هكذا: 05/01/2026.

openings-title = فترات الاستقبال – { $name }
openings-none = لا توجد فترات استقبال: لا يمكن لأحد حجز موعد عبر الإنترنت.
openings-all-motives = كل أسباب المواعيد
openings-not-on = ما عدا { $day }
openings-other-hours = { $day }: { $hours }
opening-new = فترة جديدة
opening-edit = تعديل الفترة
opening-which = ماذا تريدون أن تغيّروا؟ اخترتم { $day }.
opening-this = هذا اليوم فقط
opening-following = هذا اليوم وما بعده
opening-all = السلسلة كلها، ما قبله وما بعده
opening-differs = لهذا اليوم ساعات مختلفة عن غيره من قبل.
opening-days-hint = ليوم واحد فقط لا يُحسب التكرار ولا التواريخ أدناه.
opening-last-day-hint = فارغ: بلا نهاية.
opening-motives = أسباب المواعيد
opening-delete = حذف الفترة
opening-delete-hint = المواعيد المحجوزة تبقى.
opening-delete-which = يُحذف ما اخترتموه في الأعلى: هذا اليوم، أو هذا اليوم وما بعده، أو السلسلة كلها.
opening-outside-title = تم الحفظ
opening-outside = هذه المواعيد أصبحت خارج فترات الاستقبال. تبقى كما هي: لا يُرسل شيء إلى أحد.

absences-title = الغيابات – { $name }
absences-none = لا توجد غيابات.
absence-new = غياب جديد
absence-edit = تعديل الغياب
absence-from-to = من { $first } إلى { $last }
absence-whole = طوال اليوم
absence-often = أي غياب؟
absence-days = أيام كاملة
absence-hours = ساعات
absence-weekly = كل أسبوع، أو كل بضعة أسابيع
absence-last-day-hint = فارغ: يوم واحد؛ وبلا نهاية إذا كان الغياب يتكرر.
absence-from-hours = الساعات
absence-hours-hint = فارغ للأيام الكاملة. لعدة أيام: من ساعة اليوم الأول إلى ساعة اليوم الأخير.
absence-from = من
absence-to = إلى
absence-reason = سبب الغياب
absence-reason-hint = يراه الزملاء: «تدريب»، «إجازة». اختياري.
absence-delete = حذف الغياب
absence-delete-hint = يُحذف كله، مع كل تكراراته.
absence-covers-title = تم الحفظ. هناك مواعيد أثناء الغياب
absence-covers = لم يُبلَّغ أحد بعد. يرجى تغيير كل موعد أو الاتصال.
absence-covers-others = { $count ->
        [one] هناك أيضًا موعد واحد لجهة أخرى أثناء الغياب: عليها هي أن تغيّره.
        [two] هناك أيضًا موعدان لجهات أخرى أثناء الغياب: عليها هي أن تغيّرهما.
        [few] هناك أيضًا { $count } مواعيد لجهات أخرى أثناء الغياب: عليها هي أن تغيّرها.
       *[other] هناك أيضًا { $count } موعدًا لجهات أخرى أثناء الغياب: عليها هي أن تغيّرها.
    }
