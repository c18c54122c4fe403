# What is said to people outside the pages: text messages (sms-), e-mails (mail-). At its longest a
# text message fits 134 units; places and motives are cut before.

message-appointment = موعد
message-when = { $weekday } { $day } { $month } { $hour }
message-how-phone = سنتصل بكم
message-how-home = في منزلكم
message-how-video = بالفيديو
message-how-here = في المقر
message-how-place = المكان: { $place }

sms-confirmation = { $what } { $when }، { $how }. { $link } أجب OUI أو NON أو RAPPEL
sms-moved = تاريخ جديد: { $what } { $when }، { $how }. { $link } أجب OUI أو NON
sms-reinstated = قائم: { $what } { $when }، { $how }. { $link } أجب OUI أو NON
sms-cancelled = ألغي: { $what } { $when }. لتاريخ آخر: { $link }
sms-propose-other = { $what } { $when }: المكان مغلق. اختر تاريخا آخر: { $link }
sms-reminder = تذكير: { $what } { $when }، { $how }. { $link } أجب OUI أو NON
sms-leave-now = { $what } { $hour }، { $how }: قريبا. { $link }
sms-sign-in-code = { $code }: رمزكم، لمدة 10 دقائق. لا تعطوه لأحد.
sms-invitation = اختاروا تاريخ موعدكم: { $link }
sms-waiting-proposal = تحرّر موعد وهو محجوز لكم لوقت قصير: { $link }
sms-worker-invitation = افتحوا حسابكم: { $link }
sms-password-reset = كلمة سر جديدة: { $link }
sms-appointment-link = موعدكم: { $link }

mail-subject-confirmation = { $what } { $when }
mail-subject-moved = تاريخ جديد: { $what } { $when }
mail-subject-reinstated = قائم: { $what } { $when }
mail-subject-cancelled = ألغي: { $what } { $when }
mail-subject-propose-other = المكان مغلق: اختاروا تاريخا آخر
mail-subject-reminder = تذكير: { $what } { $when }
mail-subject-leave-now = قريبا: { $what } { $when }
mail-subject-sign-in-code = رمزكم
mail-subject-invitation = اختاروا تاريخ موعدكم
mail-subject-waiting-proposal = تحرّر موعد
mail-subject-worker-invitation = افتحوا حسابكم
mail-subject-password-reset = كلمة سر جديدة
mail-subject-appointment-link = موعدكم
mail-subject-worker-booked = في جدولكم: { $when }
mail-subject-worker-moved = تغير في جدولكم: { $when }
mail-subject-worker-cancelled = ألغي في جدولكم: { $when }
mail-subject-outcomes = مواعيد ماضية تنتظر نتيجتها

mail-confirmation = { $what } { $when }، { $how }.
mail-moved = لموعدكم تاريخ جديد. { $what } { $when }، { $how }.
mail-reinstated = موعدكم قائم. { $what } { $when }، { $how }.
mail-cancelled = { $what } { $when }: ألغي هذا الموعد. يمكنكم اختيار موعد آخر.
mail-propose-other = { $what } { $when }: سيكون المكان مغلقا. اختاروا تاريخا آخر.
mail-reminder = تذكير: { $what } { $when }، { $how }.
mail-leave-now = { $what } { $hour }، { $how }: قريبا.
mail-sign-in-code = رمزكم: { $code }. صالح لمدة 10 دقائق. لا تعطوه لأحد.
mail-invitation = اختاروا تاريخ موعدكم.
mail-waiting-proposal = تحرّر موعد. هو محجوز لكم لوقت قصير.
mail-worker-invitation = ينتظركم حساب. اختاروا كلمة السر خلال ثلاثة أيام.
mail-password-reset = اختاروا كلمة سر جديدة خلال ساعة. إن لم تطلبوا شيئا فلا تفعلوا شيئا.
mail-appointment-link = هذا موعدكم.
mail-worker-booked = حجز موعد في جدولكم: { $when }.
mail-worker-moved = لموعد في جدولكم تاريخ جديد: { $when }.
mail-worker-cancelled = ألغي موعد في جدولكم: { $when }.
mail-outcomes = { $count ->
        [one] موعد ماض ينتظر أن يعرف كيف انتهى.
       *[other] { $count } من المواعيد الماضية تنتظر نتيجتها.
    }
mail-address = العنوان: { $address }
mail-phone = الهاتف: { $phone }
mail-button = فتح
mail-footer = هذه رسالة آلية. أجيبوا عبر الرابط أو اتصلوا بنا.

channel-sms = رسالة قصيرة
channel-email = بريد إلكتروني
channel-letter = رسالة بريدية
channel-call = مكالمة

message-confirmation = تأكيد
message-moved = تاريخ جديد
message-cancelled = إلغاء
message-reinstated = الموعد قائم
message-propose-other = تاريخ آخر معروض
message-reminder = تذكير
message-leave-now = حان وقت الخروج
message-sign-in-code = رمز
message-invitation = دعوة
message-waiting-proposal = موعد تحرّر
message-worker-invitation = حساب موظف
message-password-reset = كلمة سر جديدة
message-appointment-link = رابط الموعد
message-worker-booked = للموظف: حجز
message-worker-moved = للموظف: تغيير
message-worker-cancelled = للموظف: إلغاء
message-outcomes = للموظف: نتائج ناقصة

message-state-due = للإرسال
message-state-sending = قيد الإرسال
message-state-by-hand = يتم باليد
message-state-handed-over = سلمت للمشغل
message-state-delivered = وصلت
message-state-failed = فشلت
message-state-refused = لم ترسل
message-state-unknown = غير معروف

message-reason-cancelled = كان الموعد ملغى
message-reason-moved = كان للموعد تاريخ آخر
message-reason-reinstated = كان الموعد قائما
message-reason-place-closed = المكان مغلق ذلك اليوم
message-reason-over = كان الموعد قد مضى
message-reason-too-late = فات الأوان
message-reason-do-not-write = الشخص لا يريد رسائل
message-reason-stopped = أجاب الشخص STOP
message-reason-no-address = لا رقم ولا عنوان
message-reason-setting = تغيرت الإعدادات
message-reason-used = لم يعد الرمز أو الرابط صالحا
message-reason-cap = بلغ الحد اليومي
message-reason-provider = رفضه المشغل
message-reason-gave-up = لم يستلمه المشغل قط
message-reason-timed-out = لم يجب المشغل في الوقت
message-reason-interrupted = توقف الخادم أثناء الإرسال
message-reason-bounced = العنوان غير موجود
