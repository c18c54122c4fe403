# What is around every page of the public.
language-name = العربية
skip = إلى المحتوى
brand = المواعيد
exit = خروج سريع
languages = اللغات
footer = صفحات أخرى
staff-door = فضاء الموظفين
back = رجوع
continue = متابعة
search = بحث
to-start = العودة إلى البداية
my-appointments = مواعيدي
call-me = أريد أن تتصلوا بي

mode-phone = بالهاتف: نحن نتصل بك
mode-office = حضوريًا
mode-home = في بيتك
mode-video = بالفيديو
mode-outreach = نأتي إليك

label-when = متى
label-how = كيف
label-where = أين
label-with = مع
label-what = الموضوع
label-name = الاسم
label-phone = الهاتف
label-call = للاتصال بنا
label-status = الحالة
what-to-bring = ما يجب تحضيره
faults-title = يرجى التصحيح:

sorry-not-found-title = هذه الصفحة غير موجودة
sorry-not-found = العنوان خاطئ، أو هذا الموعد غير مفتوح على هذا الجهاز.
sorry-denied-title = لا يمكنك فتح هذه الصفحة
sorry-denied = اسأل المسؤول عن المصلحة.
sorry-refused-title = هذا غير ممكن
sorry-invalid-title = هذا الطلب غير كامل
sorry-invalid = ارجع إلى الصفحة السابقة، وتحقق مما كتبته، ثم أعد المحاولة.
sorry-failed-title = حدث خلل عندنا
sorry-failed = لم يُسجَّل أي شيء. أعد المحاولة بعد دقيقة. إذا استمر الخلل، أعطنا هذا الرمز: { $reference }
again-title = نقرة واحدة بعد
again-why = كانت الصفحة مفتوحة منذ وقت طويل. لم يُسجَّل شيء بعد. ما كتبته محفوظ: أرسله من جديد.
again-cookie = ربما يرفض جهازك ملفات الارتباط. بدونها، اتصل بنا أو تعال إلى الاستقبال.
again-send = إرسال من جديد
