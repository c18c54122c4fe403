# The page of the demo town: what nobody sees elsewhere.
demo-title = مدينة التجربة
demo-why = هذه الصفحة موجودة في مدينة التجربة فقط: تعرض حسابات الموظفين والرسائل التي كانت ستُرسل.
demo-accounts-title = حسابات الموظفين
demo-address = العنوان
demo-password = كلمة السر
demo-code = الرمز الحالي
demo-role = الدور
demo-messages = الرسائل
demo-no-message = لا رسالة. يرجى طلب رمز أو حجز موعد.
demo-to = إلى
demo-says = المحتوى
demo-reload = تحديث
notice-sign-in-code = الرمز: { $secret }
notice-invitation = اختيار موعد: { $secret }
notice-worker-invitation = فتح حسابكم: { $secret }
notice-password-reset = كلمة سر جديدة: { $secret }
notice-appointment-link = موعدكم: { $secret }
