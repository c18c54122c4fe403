# الأوراق: اسم كل ورقة حسب رمزها.
paper-cni = بطاقة الهوية الوطنية
paper-cni-old = بطاقة الهوية الوطنية (النموذج القديم)
paper-passport = جواز السفر الفرنسي
paper-birth-certificate = شهادة الميلاد
paper-birth-certificate-abroad = شهادة ميلاد صادرة في الخارج أو عن المصلحة المركزية للحالة المدنية
paper-family-book = الدفتر العائلي
paper-driving-licence = رخصة القيادة
paper-foreign-licence-exchange = استبدال رخصة قيادة أجنبية
paper-foreign-licence = رخصة القيادة الأجنبية (الأصل)
paper-licence-rights-certificate = شهادة حقوق القيادة
paper-sworn-translation = ترجمة محلفة
paper-foreign-passport = جواز سفر أجنبي
paper-photo = صور الهوية
paper-tax-stamp = الطابع الضريبي
paper-loss-declaration = تصريح بالضياع
paper-theft-declaration = تصريح بالسرقة
paper-titre-sejour-anef = تصريح الإقامة (طلب عبر الإنترنت، ANEF)
paper-titre-sejour-prefecture = تصريح الإقامة (طلب في المحافظة)
paper-cst = بطاقة الإقامة المؤقتة
paper-csp = بطاقة الإقامة المتعددة السنوات
paper-carte-resident = بطاقة المقيم
paper-certificat-residence-algerien = شهادة الإقامة للجزائريين
paper-aps = رخصة الإقامة المؤقتة
paper-dcem = وثيقة تنقل للأجنبي القاصر
paper-vls-ts = تأشيرة إقامة طويلة تعادل تصريح الإقامة
paper-vls-ts-validation = تفعيل تأشيرة الإقامة الطويلة
paper-vls-card-to-request = طلب بطاقة الإقامة (تأشيرة «بطاقة إقامة يجب طلبها»)
paper-stay-at-18 = طلب تصريح الإقامة عند بلوغ سن الرشد
paper-recepisse = وصل طلب تصريح الإقامة
paper-api = شهادة تمديد دراسة الطلب
paper-filing-proof = إثبات إيداع الطلب
paper-attest-asile = شهادة طلب اللجوء
paper-refugee-card = بطاقة المقيم (لاجئ)
paper-subsidiary-protection-card = بطاقة الإقامة المتعددة السنوات (الحماية الفرعية)
paper-refugee-travel-document = وثيقة سفر للاجئ
paper-foreigner-travel-document = وثيقة هوية وسفر للأجنبي
paper-implicit-refusal-clock = مهلة الرفض الضمني (4 أشهر)
paper-implicit-refusal-clock-90 = مهلة الرفض الضمني (90 يومًا)
paper-implicit-refusal-clock-60 = مهلة الرفض الضمني (60 يومًا)
paper-ground-proof = إثبات سبب الإقامة (عمل أو دراسة أو عائلة)
paper-asylum-letter = رسالة التسجيل من OFPRA أو وصل الطعن لدى CNDA
paper-vitale = بطاقة فيتال (التأمين الصحي)
paper-rights-certificate = شهادة الحقوق في التأمين الصحي
paper-css = التغطية الصحية التكميلية التضامنية (CSS)
paper-ame = المساعدة الطبية الحكومية (AME)
paper-ame-silence-clock = مهلة الرد على طلب المساعدة الطبية الحكومية
paper-rsa-declaration = التصريح الفصلي بالموارد (RSA)
paper-rsa = دخل التضامن الفعلي (RSA)
paper-caf-certificate = شهادة من صندوق الإعانات العائلية (CAF)
paper-aah = إعانة البالغين ذوي الإعاقة (AAH)
paper-cmi = بطاقة التنقل والإدماج (CMI)
paper-rqth = الاعتراف بصفة عامل ذي إعاقة (RQTH)
paper-mdph-form = استمارة الطلب لدى MDPH
paper-medical-certificate = شهادة طبية لملف MDPH
paper-presence-proof = إثباتات الوجود في فرنسا منذ أكثر من ثلاثة أشهر
paper-domiciliation = شهادة اختيار الموطن (عنوان إداري)
paper-social-housing-request = طلب سكن اجتماعي (الرقم الموحد)
paper-siao-request = طلب لدى SIAO (الإيواء)
paper-dalo-answer-clock = مهلة الرد على طعن DALO
paper-address-proof = إثبات السكن
paper-hosting-certificate = شهادة الإيواء عند الغير
paper-host-identity = وثيقة هوية المضيف
paper-host-address-proof = إثبات سكن المضيف
paper-home-insurance = شهادة تأمين السكن
paper-tax-notice = إشعار الضريبة على الدخل
paper-rib = بيان الحساب البنكي (RIB)
paper-lease = عقد الإيجار
paper-income = إثباتات الموارد
paper-school-certificate = شهادة مدرسية
paper-young-adult-contract = عقد الشاب البالغ
paper-judgment = حكم قضائي (وصاية أو طلاق أو حضانة)

# حالات الورقة.
paper-state-valid = صالحة
paper-state-seen = اطّلعنا عليها
paper-state-expiring = تحتاج إلى تجديد
paper-state-expired = منتهية
paper-state-lost = ضائعة
paper-state-stolen = مسروقة
paper-state-held-by-other = بحوزة شخص آخر
paper-state-missing = ناقصة
paper-state-asked-for = مطلوبة

# سبب هذه الحالة.
paper-reason-told = أخبرنا بذلك أحد.
paper-reason-end-written = تاريخ الانتهاء مكتوب على الورقة.
paper-reason-end-computed = تاريخ الانتهاء محسوب: يرجى التأكد منه على الورقة.
paper-reason-end-unknown = تاريخ الانتهاء غير معروف: لا يمكن التنبيه قبله.
paper-reason-endless = ليس لهذه الورقة تاريخ انتهاء.
paper-reason-never-seen = لم يطّلع عليها أحد هنا.
paper-reason-seen-by-worker = اطّلع عليها موظف.
paper-reason-window-open = يمكن إيداع الطلب.
paper-reason-window-due = ينبغي إيداع الطلب.
paper-reason-window-late = بقيت أيام قليلة لإيداع الطلب.
paper-reason-window-red = آخر يوم لإيداع الطلب هو اليوم أو قد مضى.
paper-reason-end-passed = مضى تاريخ الانتهاء.
paper-reason-no-rule = لا توجد قاعدة لهذه الورقة.

# موقع اليوم من فترة التجديد.
paper-window-too-early = مبكر جدًا
paper-window-may-file = ممكن
paper-window-should-file = ينبغي الإيداع
paper-window-late = متأخر
paper-window-red = عاجل
paper-window-closed = مغلق

# القطعة يوم الإيداع.
piece-held = في الملف
piece-with-person = يُرجى إحضارها
piece-coming = مطلوبة ومنتظرة قبل ذلك
piece-stale = قديمة جدًا في ذلك اليوم
piece-missing = ناقصة

# ما يعيق الخطة. $paper اسم الورقة، و$day و$until أيام.
paper-problem-window-closed = انتهت الورقة منذ { $day }: لم يعد هذا تجديدًا.
paper-problem-past-must-by = لا يمكن إيداع الطلب إلا في { $day }، بعد آخر يوم ({ $until }).
paper-problem-no-slot-in-time = لا يوجد موعد متاح بين { $day } و{ $until }.
paper-problem-no-room-for-missed-visit = لا يمكن تعويض موعد فائت قبل { $until }.
paper-problem-not-ready-in-time = { $paper }: تكون جاهزة في { $day } على الأقرب، بعد { $until }.
paper-problem-lead-longer-than-freshness = { $paper }: يستغرق وصولها وقتًا أطول من مدة صلاحيتها كوثيقة حديثة.
paper-problem-no-way-to-obtain = { $paper }: لا توجد قاعدة تبيّن كيفية الحصول عليها.
paper-problem-stale-if-missed = { $paper }: صالحة حتى { $until }، وقديمة جدًا إذا فات الموعد.
paper-problem-anchor-unknown = التاريخ الذي تُحسب منه المهلة غير معروف.

# ما يقال إلى جانب القاعدة. $day يوم.
paper-remark-not-verified = غير مؤكد
paper-remark-proposed = اقتراح منّا وليس نصًا قانونيًا
paper-remark-not-rechecked = لم تُراجع القاعدة منذ { $day }
paper-remark-local = قاعدة معدّلة هنا
paper-remark-lead-unknown = المهلة غير معروفة

# قيم القاعدة.
paper-field-validity = مدة الصلاحية
paper-field-may-from = يمكن الإيداع ابتداءً من
paper-field-should-by = ينبغي الإيداع قبل
paper-field-must-by = آخر يوم
paper-field-appeal-by = آخر يوم للطعن
paper-field-escalate-days = التنبيه، بالأيام قبل آخر يوم
paper-field-mode = طريقة الإيداع
paper-field-authority = الإدارة
paper-field-asks = الوثائق المطلوبة
paper-field-lead-days = مدة الحصول عليها
paper-field-cost-euros = التكلفة
paper-field-presence-days = الحضور أو الاتصال، بالأيام

# طريقة الإيداع.
paper-mode-online = عبر الإنترنت
paper-mode-appointment = بموعد
paper-mode-portal-message = برسالة على البوابة
paper-mode-prefecture = في المحافظة
paper-mode-town-hall = موعد في البلدية
paper-mode-cpam = لدى CPAM
paper-mode-mdph = لدى MDPH
paper-mode-interview = مقابلة
paper-mode-portal = على البوابة
paper-mode-insurer = لدى شركة التأمين
paper-mode-caf = لدى CAF أو MSA
paper-mode-post = بالبريد
paper-mode-counter = عند الشباك
paper-mode-download = للتنزيل
paper-mode-court = في المحكمة
paper-mode-event = تلقائيًا
paper-mode-none = دون إيداع

# جهة الإصدار.
paper-authority-town-hall = البلدية
paper-authority-scec = المصلحة المركزية للحالة المدنية (نانت)
paper-authority-ants = France Titres (ANTS)
paper-authority-abroad = سلطات البلد
paper-authority-translator = مترجم محلف
paper-authority-photographer = مصوّر أو كابينة معتمدة
paper-authority-treasury = الخزينة العامة
paper-authority-police = الشرطة أو الدرك
paper-authority-anef = بوابة ANEF
paper-authority-prefecture = المحافظة
paper-authority-ofpra = OFPRA أو CNDA
paper-authority-employer-or-school = صاحب العمل أو المدرسة أو الهيئة
paper-authority-cpam = CPAM أو MSA
paper-authority-caf = CAF أو MSA
paper-authority-mdph = MDPH
paper-authority-doctor = الطبيب
paper-authority-person = الشخص نفسه
paper-authority-ccas = CCAS أو هيئة معتمدة
paper-authority-landlord = المؤجر
paper-authority-siao = SIAO
paper-authority-dalo = لجنة الوساطة
paper-authority-supplier = المورّد (الطاقة أو الهاتف أو المؤجر)
paper-authority-host = المضيف
paper-authority-insurer = شركة التأمين
paper-authority-tax-office = مصلحة الضرائب
paper-authority-bank = البنك
paper-authority-school = المدرسة
paper-authority-departement = المقاطعة
paper-authority-court = المحكمة

# العائلات والأنواع والثقة والظروف.
paper-family-identity = الهوية والحالة المدنية
paper-family-stay = الإقامة
paper-family-health = الصحة والحقوق الاجتماعية
paper-family-home = السكن والموارد والضرائب
paper-family-other = أوراق أخرى
paper-kind-paper = ورقة
paper-kind-piece = وثيقة ضمن ملف
paper-kind-procedure = إجراء
paper-kind-declaration = تصريح
paper-kind-clock = مهلة
paper-confidence-H = ثقة عالية
paper-confidence-M = ثقة متوسطة
paper-confidence-L = ثقة ضعيفة
paper-case-first-request = أول طلب
paper-case-civil-status-not-online = بلدية الميلاد غير مرتبطة إلكترونيًا
paper-case-civil-status-abroad = حالة مدنية من الخارج
paper-case-expired-too-long = منتهية منذ مدة طويلة
paper-case-lost = ضائعة
paper-case-stolen = مسروقة
paper-told-lost = ضائعة
paper-told-stolen = مسروقة
paper-told-held-by-other = بحوزة شخص آخر
paper-told-missing = ناقصة
paper-told-asked-for = مطلوبة
paper-keeping-on-file = في الملف
paper-keeping-with-person = عند الشخص

# تغطية الإقامة يومًا بيوم.
cover-title = حق الإقامة مثبت
cover-kept-rights = حقوق مستمرة بإثبات الإيداع
cover-filing-only = إثبات إيداع فقط: لا حق في الإقامة
cover-none = لا توجد ورقة

# المهل.
silence-waiting = في انتظار الرد
silence-refusal-near = الرفض الضمني قريب
silence-refused = رفض ضمني: الطعن مفتوح
silence-appeal-near = آخر أيام الطعن
silence-appeal-over = انتهت مهلة الطعن
presence-fine = على ما يرام
presence-planned = موعد محدد في الوقت
presence-due = يلزم حضور أو اتصال
presence-red = آخر يوم للحضور أو الاتصال
presence-struck-off = قد يُشطب
sign-of-life-visit = حضور
sign-of-life-phone = اتصال

# لوحة الملفات.
whose-move-worker = عليك
whose-move-person = على الشخص
whose-move-administration = على الإدارة
whose-move-nobody = لا شيء اليوم
board-reason-too-early = الوقت مبكر للإيداع.
board-reason-window-open = الإيداع ممكن.
board-reason-due = يجب الإيداع الآن.
board-reason-late = بقيت أيام قليلة.
board-reason-red = حلّ آخر يوم.
board-reason-closed = انتهت الورقة.
board-reason-piece-due = يجب طلب وثيقة.
board-reason-no-appointment = لم يُحجز موعد.
board-reason-appointment-booked = حُجز موعد.
board-reason-appointment-too-late = الموعد بعد آخر يوم.
board-reason-not-feasible = في الوضع الحالي لن يتم ذلك في الوقت.
board-reason-no-room-for-missed-visit = لا مجال لموعد فائت.
board-reason-filed = أودع الطلب والرد منتظر.
board-reason-end-computed = تاريخ الانتهاء محسوب.
not-served-no-slot-in-time = لا يوجد وقت متاح بين تواريخه.
not-served-slots-given = الأوقات المتاحة لملفات أكثر استعجالًا.

# ما يُرفض في ملف القواعد.
rule-fault-missing = هذه القيمة مطلوبة.
rule-fault-unknown-paper = هذه الورقة غير موجودة.
rule-fault-unknown-group = هذه المجموعة غير موجودة.
rule-fault-like-a-like = لا يمكن لهذه القاعدة نسخ قاعدة أخرى.
rule-fault-twice = هذه النسخة موجودة من قبل.
rule-fault-overlap = نسختان ساريتان في اليوم نفسه.
rule-fault-out-of-order = الأيام ليست بالترتيب.
rule-fault-one-of-three = يرجى كتابة واحد فقط من paper أو one_of أو group.
rule-fault-cycle = ستحتاج هذه الورقة إلى نفسها.
rule-fault-window-without-end = آخر يوم (must_by) ناقص.
rule-fault-code = يُكتب الرمز بحروف صغيرة وأرقام وشرطات سفلية.
rule-fault-backwards = النهاية قبل البداية.
