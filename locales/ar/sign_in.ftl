# Signing in, of those who come and of the staff.
phone-title = البحث عن مواعيدي
phone-why = نرسل إليكم رمزًا برسالة قصيرة. لا توجد كلمة سر.
phone-send = استلام الرمز
phone-neither = لا هاتف لديكم؟ تعالوا إلى الاستقبال: سنساعدكم هناك.
code-page-title = الرمز المستلم برسالة قصيرة
code-sent = إذا كان هذا الرقم معروفًا عندنا، فقد أُرسل إليه رمز:
code-label = رمز من 6 أرقام
code-hint = صالح لمدة 10 دقائق.
code-again = إرسال رمز آخر
calling-title = من أنتم؟
calling-not-there = اسمكم ليس في القائمة؟ اتصلوا بنا أو تعالوا إلى الاستقبال.
sign-in-sorry = هذا غير ممكن
sign-in-refused = هذا غير صحيح أو قديم. يرجى التحقق وإعادة المحاولة.
sign-in-no-link = هذا الرابط لم يعد يعمل. يرجى طلب رابط آخر.
sign-in-needs-code = فُتح هذا الرابط على جهاز آخر. يرجى إثبات الرقم برمز.
sign-in-signed-out = انتهت الجلسة. يرجى البدء من جديد.
sign-in-not-a-phone = هذا الرقم غير موجود. يرجى التحقق من الأرقام العشرة، أو كتابة + ورمز البلد.
sign-in-where = تعملون في عدة مناطق. يرجى الاختيار ثم كتابة كلمة السر من جديد.
password-email = البريد الإلكتروني
password-password = كلمة السر
password-forgotten = نسيت كلمة السر
reset-send = استلام رابط
reset-sent = إذا كان العنوان { $email } معروفًا، فقد أُرسل إليه رابط صالح لساعة واحدة.
factor-title = التحقق الثاني
factor-enrol = مرة واحدة فقط: يرجى إضافة هذا الحساب إلى تطبيق رموز (FreeOTP أو Aegis)، ثم كتابة الرمز الظاهر.
factor-secret = أو كتابة هذا المفتاح في التطبيق:
factor-open = فتح التطبيق على هذا الجهاز
factor-code = رمز التطبيق من 6 أرقام
choose-title = اختيار كلمة سر
choose-invited = مرحبًا. ستفتح كلمة السر هذه الحساب { $email }.
choose-reset = كلمة سر جديدة للحساب { $email }. ستُغلق الجلسات المفتوحة.
choose-new = كلمة السر
choose-hint = 12 حرفًا أو رقمًا على الأقل. الجملة أسهل للتذكر.
choose-save = حفظ
link-title = موعد
link-invited = يمكنكم اختيار وقت موعدكم
link-after-code = استُعمل هذا الرابط على جهاز آخر. لرؤية الموعد أو تغييره هنا، يرجى إثبات الرقم.
link-open = رؤية موعدي أو تغييره
link-choose = اختيار الوقت
account-where = أعمل لدى
account-go = تغيير
account-sessions = الأجهزة المتصلة
account-device = الجهاز
account-seen = آخر ظهور
account-here = هذا الجهاز
account-end = قطع الاتصال
account-end-one = قطع اتصال { $device }
sign-in-wait =
    { $count ->
        [one] محاولات كثيرة. يرجى الإعادة بعد دقيقة واحدة.
        [two] محاولات كثيرة. يرجى الإعادة بعد دقيقتين.
        [few] محاولات كثيرة. يرجى الإعادة بعد { $count } دقائق.
       *[other] محاولات كثيرة. يرجى الإعادة بعد { $count } دقيقة.
    }
sign-in-too-short = كلمة السر قصيرة جدًا: 12 علامة على الأقل.
sign-in-too-long = كلمة السر طويلة جدًا: 200 علامة على الأكثر.
sign-in-holds-address = كلمة السر تحتوي على عنوانكم. يرجى اختيار كلمة أخرى.
sign-in-common = كلمة السر هذه معروفة جدًا. يرجى اختيار كلمة أخرى، جملة مثلًا.
role-worker = عامل اجتماعي
role-secretary = سكرتارية
role-team-lead = مسؤول فريق
role-organisation-admin = إدارة المصلحة
role-territory-admin = إدارة المنطقة
role-operator = تشغيل الخادم
account-password = كلمة السر
account-password-old = كلمة السر الحالية
account-password-new = كلمة السر الجديدة
account-password-what = ستُقطع أجهزتك الأخرى.
account-password-changed = تم تغيير كلمة السر. قُطعت أجهزتك الأخرى.
account-password-wrong = هذه ليست كلمة السر الحالية.
