# The settings area: what administrators read.
settings-title = الإعدادات
settings-intro = ما تغيّره هنا يسري فورًا على الجمهور وعلى زملائك. المواعيد المحجوزة لا تتغيّر.
settings-save = حفظ
settings-saved = تم الحفظ.
settings-sent-already = هذه الاستمارة محفوظة من قبل. انظر في القائمة، ولا ترسلها مرة أخرى إلا إذا أردت إضافة أخرى.
settings-none = لا يوجد شيء بعد.
settings-on = قيد الاستعمال
settings-off = موقوف
settings-is-off = هذا موقوف: لا يُعرض منه شيء، وكل ما عداه محفوظ.
settings-switch-off = إيقاف
settings-switch-on = إعادة التشغيل
settings-no-service = بلا مصلحة
settings-nobody = لا أحد
settings-minutes =
    { $count ->
        [one] دقيقة واحدة
        [two] دقيقتان
        [few] { $count } دقائق
       *[other] { $count } دقيقة
    }
settings-workers =
    { $count ->
        [0] لا أحد
        [one] موظف واحد
        [two] موظفان
        [few] { $count } موظفين
       *[other] { $count } موظفًا
    }

settings-motives-title = أسباب المواعيد
settings-motives-what = لماذا يأتي الناس: المدة، ومن يحجز، وقبل كم من الوقت.
settings-motives-new = إضافة سبب
motive-name = اسم السبب
motive-name-hint = كما تسمّونه بين الزملاء. لا يراه الجمهور.
motive-public-name = الاسم للجمهور
motive-public-name-hint = كلمات بسيطة لا تكشف شيئًا: تُقرأ في الرسائل، وقد يراها غير صاحبها.
motive-mode = الطريقة
motive-mode-hint = كيف يجري الموعد.
motive-mode-phone = بالهاتف
motive-mode-office = حضوريًا
motive-mode-home = في بيت الشخص
motive-mode-video = بالفيديو
motive-mode-outreach = في الخارج
motive-duration = المدة بالدقائق
motive-duration-short = المدة
motive-duration-hint = كم من الوقت يُستقبل الشخص.
motive-bookable-by = من يمكنه الحجز
motive-bookable-by-hint = الجمهور، أو من أرسلتم إليهم رابطًا فقط، أو زملاؤكم فقط.
bookable-by-staff = الموظفون فقط
bookable-by-invited = من دُعي برابط
bookable-by-public = الجميع
motive-when = متى يمكن الحجز والتغيير والإلغاء
motive-min-delay = أقرب مدة قبل الموعد
motive-min-delay-hint = لا يُعرض على الجمهور وقت أقرب من هذا.
motive-max-delay = أبعد مدة قبل الموعد
motive-max-delay-hint = لا يُعرض على الجمهور بعدُ وقت أبعد من هذا.
motive-cancel-notice = الإلغاء دون اتصال حتى
motive-cancel-notice-hint = بعد ذلك يجب على الشخص أن يتصل بكم ليلغي.
motive-move-notice = التغيير دون اتصال حتى
motive-move-notice-hint = بعد ذلك يجب على الشخص أن يتصل بكم ليغيّر الساعة.
motive-unit = الوحدة
unit-minutes = دقائق
unit-hours = ساعات
unit-days = أيام
motive-quota = المواعيد القادمة لكل شخص
motive-quota-hint = كم موعدًا يمكن أن يكون للشخص في آن واحد لهذا السبب. فارغ: بلا حد.
motive-follow-up = متابعة: مع الموظف المرجعي للشخص فقط
motive-follow-up-hint = لا يرى الشخص إلا أوقات الموظف الذي يتابعه.
motive-around = الوقت قبل الموعد وبعده
motive-buffer-before = دقائق محجوزة قبله
motive-buffer-before-hint = للتحضير أو للطريق: لا يُعرض هذا الوقت على أحد.
motive-buffer-after = دقائق محجوزة بعده
motive-buffer-after-hint = للكتابة أو للعودة: لا يُعرض هذا الوقت على أحد.
motive-with = مع من وبماذا
motive-service = المصلحة
motive-service-hint = المصلحة التي يتبعها هذا السبب.
motive-workers = كم موظفًا
motive-workers-hint = واحد، أو أي اثنين من فريق، أو الاثنان أنفسهما دائمًا.
motive-workers-one = موظف واحد
motive-workers-team = اثنان من فريق { $team }
motive-workers-pair = دائمًا الموظفان المذكوران أدناه
motive-first-worker = الموظف الأول
motive-second-worker = الموظف الثاني
motive-pair-hint = فقط إذا كانا الاثنين أنفسهما دائمًا.
motive-resource-room = قاعات
motive-resource-car = سيارات
motive-resource-interpreter = مترجمون
motive-resource-hint = كم يجب أن يكون متاحًا في الوقت نفسه.
motive-seats = مقاعد الورشة
motive-seats-hint = كم شخصًا يمكن أن يأتوا معًا. فارغ: موعد فردي.
motive-words = النصوص والرسم
motive-text-before = ما يجب تحضيره
motive-text-before-hint = ما يقرؤه الشخص قبل أن يأتي: الأوراق التي يحضرها، والباب الذي يدخل منه.
motive-text-after = بعد الموعد
motive-text-after-hint = ما يقرؤه الشخص بعد استقباله.
motive-pictogram = الرسم
motive-pictogram-hint = يساعد من يقرأ قليلًا.
pictogram-talk = حديث
pictogram-phone = هاتف
pictogram-home = سكن
pictogram-paper = أوراق
pictogram-money = مال
pictogram-health = صحة
pictogram-family = أسرة
pictogram-work = عمل
pictogram-food = طعام
pictogram-law = حقوق
pictogram-group = مجموعة
pictogram-screen = حاسوب
motive-preview = انظر ماذا سيُعرض
motive-off-what = إذا أُوقف، لا يُعرض هذا السبب. المواعيد المحجوزة تبقى.
preview-slots =
    { $count ->
        [one] كان سيُعرض وقت واحد في الأيام السبعة القادمة.
        [two] كان سيُعرض وقتان في الأيام السبعة القادمة.
        [few] كان سيُعرض { $count } أوقات في الأيام السبعة القادمة.
       *[other] كان سيُعرض { $count } وقتًا في الأيام السبعة القادمة.
    }
preview-sessions =
    { $count ->
        [one] كانت ستُعرض جلسة ورشة واحدة في الأيام السبعة القادمة.
        [two] كانت ستُعرض جلستان في الأيام السبعة القادمة.
        [few] كانت ستُعرض { $count } جلسات في الأيام السبعة القادمة.
       *[other] كانت ستُعرض { $count } جلسة في الأيام السبعة القادمة.
    }
preview-none = لم يكن ليُعرض شيء في الأيام السبعة القادمة.
preview-public = محسوب كما يراه الجمهور، على جداول اليوم.
preview-invited = محسوب كما يراه شخص مدعو، على جداول اليوم.
preview-staff = محسوب كما يراه زملاؤك، على جداول اليوم: الجمهور لا يرى هذا السبب.
preview-as-if-given = هذا السبب جديد: حُسب كأن كل أوقات الاستقبال تعرضه. بعد حفظه، أضفه إلى أوقات الاستقبال في جدول المواعيد.
preview-not-saved = لم يُحفظ شيء بعد.

settings-places-title = الأماكن
settings-places-what = أين تستقبلون: العنوان والهاتف والتوقيت المحلي وأيام العطل.
settings-places-new = إضافة مكان
place-name = اسم المكان
place-name-hint = كما يسمّيه الناس.
place-address = العنوان
place-address-hint = في سطر واحد، كما يقال لمن يبحث عنه.
place-phone = الهاتف
place-phone-hint = الرقم الذي يمكن للجمهور الاتصال به. فارغ: لا رقم.
place-zone = التوقيت المحلي
place-zone-hint = ساعات المواعيد هي ساعات هذا المكان.
place-holidays = أيام العطل
place-holidays-hint = لا يُعرض شيء في هذا المكان في أيام عطل هذه المنطقة.
place-off-what = إذا أُوقف، لا يُعرض هذا المكان ولا تُحسب أوقات الاستقبال فيه.
place-to-come =
    { $count ->
        [one] ما زال هناك موعد واحد في هذا المكان. غيّره أو ألغه أولًا في جدول المواعيد.
        [two] ما زال هناك موعدان في هذا المكان. غيّرهما أو ألغهما أولًا في جدول المواعيد.
        [few] ما زالت هناك { $count } مواعيد في هذا المكان. غيّرها أو ألغها أولًا في جدول المواعيد.
       *[other] ما زال هناك { $count } موعدًا في هذا المكان. غيّرها أو ألغها أولًا في جدول المواعيد.
    }
zone-paris = فرنسا القارية وكورسيكا (باريس)
zone-guadeloupe = غوادلوب
zone-martinique = مارتينيك
zone-cayenne = غويانا
zone-reunion = لا ريونيون
zone-mayotte = مايوت
zone-saint-barthelemy = سان بارتيلمي
zone-marigot = سان مارتان
zone-miquelon = سان بيار وميكلون
zone-noumea = كاليدونيا الجديدة
zone-tahiti = بولينيزيا: تاهيتي
zone-marquesas = بولينيزيا: ماركيز
zone-gambier = بولينيزيا: غامبييه
zone-wallis = واليس وفوتونا
region-metropole = فرنسا القارية وكورسيكا
region-alsace-moselle = الألزاس وموزيل
region-guadeloupe = غوادلوب
region-martinique = مارتينيك
region-guyane = غويانا
region-reunion = لا ريونيون
region-mayotte = مايوت
region-saint-barthelemy = سان بارتيلمي
region-saint-martin = سان مارتان
region-saint-pierre-et-miquelon = سان بيار وميكلون
region-nouvelle-caledonie = كاليدونيا الجديدة
region-polynesie-francaise = بولينيزيا الفرنسية
region-wallis-et-futuna = واليس وفوتونا

settings-services-title = المصالح
settings-services-what = مصالح الإقليم: تشترك فيها كل المنظمات.
settings-services-new = إضافة مصلحة
service-name = اسم المصلحة
service-name-hint = مثلًا: العمل الاجتماعي، حماية الطفولة.

settings-workers-title = الموظفون
settings-workers-what = زملاؤك: دورهم ومصلحتهم، ودعوة موظف.
settings-workers-new = دعوة موظف
workers-invited = أُضيف الموظف. تُرسل دعوته بالبريد الإلكتروني.
worker-invite-what = سيتلقى الموظف رابطًا ليختار كلمة السر.
worker-invite = دعوة
worker-invite-again-what = يمكن إرسال رابط اختيار كلمة السر من جديد: الرابط السابق يتوقف عندئذ.
worker-invite-again = إعادة إرسال الدعوة
worker-first-name = الاسم الأول
worker-first-name-hint = كما يناديه زملاؤه.
worker-last-name = اسم العائلة
worker-last-name-hint = لقبه العائلي.
worker-email = البريد الإلكتروني
worker-email-hint = عنوان العمل: يُرسل الرابط إليه، وبه يكون الدخول.
worker-role = الدور
worker-role-hint = ما يمكن لهذا الشخص أن يراه ويفعله في منظمتكم.
worker-role-yourself = لا تغيّر دورك بنفسك: اطلب ذلك من مسؤول آخر.
worker-service = المصلحة
worker-service-hint = المصلحة التي يعمل فيها هذا الشخص.
worker-off-what = إذا أُوقف، لا يمكن لهذا الشخص الدخول ولا تُعرض له أوقات.
worker-to-come =
    { $count ->
        [one] لهذا الموظف موعد واحد قادم. غيّره أو ألغه أولًا في جدوله.
        [two] لهذا الموظف موعدان قادمان. غيّرهما أو ألغهما أولًا في جدوله.
        [few] لهذا الموظف { $count } مواعيد قادمة. غيّرها أو ألغها أولًا في جدوله.
       *[other] لهذا الموظف { $count } موعدًا قادمًا. غيّرها أو ألغها أولًا في جدوله.
    }
role-what-worker = يستقبل الناس ويدير جدوله.
role-what-secretary = يحجز للجميع؛ يرى من ومتى وأين، ولا يرى الملاحظات ولا الأوراق.
role-what-team-lead = مثل الموظف، مع جداول الفريق والإحصاءات.
role-what-organisation-admin = يضبط كل ما يخص المنظمة.
role-what-territory-admin = يضبط المصالح والقطاعات أيضًا.
role-what-operator = يشغّل الخادم ولا يرى بيانات أحد.

settings-teams-title = الفرق
settings-teams-what = موظفون ينوب بعضهم عن بعض أو يستقبلون معًا.
settings-teams-new = إضافة فريق
team-name = اسم الفريق
team-name-hint = كما تسمّونه بين الزملاء.
team-members = الأعضاء
team-members-hint = ضع علامة أمام أعضاء الفريق.

settings-sectors-title = القطاعات
settings-sectors-what = أي البلديات، ومن المكلّف بها.
sectors-none = لا توجد قطاعات بعد. تأتي من ملف: الأمر « relais import sectors ».
sector-communes = البلديات
sector-in-charge = المكلّفون
sector-in-charge-hint = يرى سكان هذه البلديات أوقات من وُضعت أمامه علامة، ولا يرون غيرها.
sector-nobody = لا أحد
sector-nobody-what = لا أحد مكلّف: من يسكن هناك لا يجد أي وقت.
sector-add = إضافة
sector-add-hint = منظمة كاملة، أو موظف واحد منها.
sector-organisations = المنظمات

settings-holidays-title = أيام العطل
settings-holidays-what = الأيام التي لا يُعرض فيها شيء، تُحسب كل سنة.
holidays-why = هذه الأيام يحددها القانون وتُحسب لكل منطقة: لا يُعرض فيها شيء، وليس عليك إدخال أي شيء.
holidays-where = لأجل: { $places }
holidays-day = اليوم
holidays-name = العطلة
holiday-new-year = رأس السنة
holiday-gospel-arrival = وصول الإنجيل
holiday-mid-lent = منتصف الصوم
holiday-good-friday = الجمعة العظيمة
holiday-easter-monday = اثنين الفصح
holiday-saint-peter-chanel = القديس بطرس شانيل
holiday-labour-day = عيد العمال
holiday-victory-day = نصر 1945
holiday-ascension = عيد الصعود
holiday-pentecost-monday = اثنين العنصرة
holiday-abolition-of-slavery = إلغاء العبودية
holiday-internal-autonomy = الحكم الذاتي الداخلي
holiday-saints-peter-and-paul = القديسان بطرس وبولس
holiday-national-day = العيد الوطني
holiday-victor-schoelcher = فيكتور شولشير
holiday-territory-day = عيد الإقليم
holiday-assumption = عيد انتقال العذراء
holiday-citizenship-day = عيد المواطنة
holiday-all-saints = عيد جميع القديسين
holiday-armistice = هدنة 1918
holiday-matarii = ماتاري
holiday-christmas = عيد الميلاد
holiday-saint-stephen = عيد القديس إسطفانوس

wrong-missing = اكتب شيئًا هنا.
wrong-too-long = هذا طويل جدًا: اختصره.
wrong-name-taken = هذا الاسم مستعمل. اختر اسمًا آخر.
wrong-not-a-number = اكتب عددًا صحيحًا بالأرقام.
wrong-not-positive = اكتب 1 أو أكثر.
wrong-negative = اكتب 0 أو أكثر.
wrong-over-a-day = مع الوقت قبله وبعده، لا يتجاوز الموعد 24 ساعة.
wrong-window-backwards = يجب أن تكون «أبعد مدة» أطول من «أقرب مدة».
wrong-too-far = هذا كثير: 366 يومًا على الأكثر.
wrong-same-person = اختر شخصين مختلفين.
wrong-pair-incomplete = اختر «دائمًا الموظفان» واذكرهما معًا، أو لا تذكر أحدًا.
wrong-team-and-pair = اختر فريقًا أو موظفين بالاسم، لا الاثنين معًا.
wrong-not-a-phone = هذا الرقم غير موجود. اكتبه كاملًا، مثلًا 0321000000.
wrong-not-an-email = اكتب عنوانًا كاملًا، مثلًا first.last@example.org.
wrong-email-taken = شخص آخر في الإقليم له هذا العنوان. انظر في القائمة، وبين الموقوفين أيضًا.
wrong-not-in-list = اختر من القائمة.
wrong-yourself = لا يمكنك أن تنزع هذا عن نفسك: اطلب ذلك من مسؤول آخر.
wrong-role-above-yours = هذا الدور أعلى من دورك: اطلب ذلك من مسؤول الإقليم.
wrong-works-elsewhere = يعمل هذا الموظف أيضًا في منظمة أخرى: اطلب ذلك من مسؤول الإقليم.

thing-service = مصلحة
thing-sector = قطاع
