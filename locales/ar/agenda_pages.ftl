# The agenda's pages.
appointment-title = موعد
appointment-seats = { $taken } من { $seats } أماكن محجوزة
appointment-language = اللغة: { $language }
appointment-caller = حجزه { $name }
appointment-status = كيف هو الوضع؟
appointment-next = اقتراح الموعد القادم
set-booked = إعادته إلى «محجوز»
set-late = متأخر
set-arrived = وصل
set-seen = تم الاستقبال
set-no-show = لم يحضر
set-excused = اعتذر
set-cancelled = إلغاء (من طرفنا)
agenda-anyway = المتابعة رغم ذلك
