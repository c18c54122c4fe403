# Booking alone, page by page.
territory-title = أين تسكن؟
territory-none = لا توجد مصلحة مفتوحة هنا بعد.
motive-title = ماذا تحتاج؟
motive-none = لا يمكن حجز موعد هنا بعد. اتصل بنا أو تعال إلى الاستقبال.
motive-other-title = لم تجد ما تبحث عنه؟
motive-other = اترك رقمك ونحن نتصل بك. يمكنك أيضًا أن تأتي إلى الاستقبال.
where-title = أين تريد موعدك؟
where-by-phone = بالهاتف
where-by-phone-hint = نحن نتصل بك، دون تنقل
where-which = أي واحدة؟
where-commune = بلديتك أو الرمز البريدي
where-commune-hint = مثلًا: Arras أو 62000
where-nothing = لا نعرف «{ $typed }». تحقق منه، أو اختر من قائمة الأماكن.
where-unknown = لا أعرف: عرض كل الأماكن
where-place-hint = { $address } – أول موعد: { $when }
places-title = اختر مكانًا
places-no-sector = لا نعرف أي مكان يهتم ببلديتك. اختر الأسهل لك.
places-none = لا يوجد موعد متاح في أي مكان. اترك رقمك ونحن نتصل بك.
street-title = شارعك
street-label = في أي شارع تسكن؟
street-hint = بلديتك مقسمة بين عدة أماكن. دون الرقم، مثلًا: rue des Écoles
street-unknown = لا نجد هذا الشارع. تحقق من اسمه، أو اختر من قائمة الأماكن.
slots-page-title = اختر الوقت
slots-earlier = أبكر
slots-later = لاحقًا
slots-left =
    { $count ->
        [one] مكان واحد
        [two] مكانان
        [few] { $count } أماكن
       *[other] { $count } مكانًا
    }
waiting-join = أخبروني إذا توفر موعد
who-title = لمن الموعد؟
who-first-name = اسمك الشخصي
who-phone = هاتفك
who-phone-hint = لتأكيد الموعد. مثلًا: 06 12 34 56 78
who-no-phone = ليس لدي هاتف
who-other = الموعد لشخص آخر
who-other-yes = نعم، أحجز هذا الموعد لشخص آخر
who-other-name = اسمه الشخصي
who-name-missing = اكتب الاسم الشخصي.
who-name-long = هذا الاسم طويل جدًا: 80 حرفًا على الأكثر.
who-phone-missing = اكتب رقم هاتف، أو اختر «ليس لدي هاتف».
who-phone-wrong = هذا الرقم غير موجود. تحقق من أرقامه العشرة، أو اكتب + ورمز البلد.
check-title = تحقق
check-again = مرّ بعض الوقت: الموعد ما زال متاحًا. أكّد من جديد.
check-moved-from = هذا الموعد يعوّض موعد { $when }.
check-for-whom = لمن الموعد؟
check-confirm = تأكيد الموعد
check-move = نقل الموعد
check-change = تغيير الاسم أو الهاتف
check-other-slot = اختيار وقت آخر
taken-title = هذا الوقت لم يعد متاحًا
taken-others = هذه الأوقات متاحة:
taken-all = عرض كل الأوقات المتاحة
already-title = هذا الموعد محجوز من قبل
already = شخص بهذا الاسم والهاتف لديه هذا الموعد من قبل: { $when }. لتغييره، أثبت رقمك برمز.
