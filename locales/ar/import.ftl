# What an import says about a file and its rows: what is wrong, and what to do.
#
# { "\u200E" } before a number, a date or a path keeps its order (see commands.ftl). ملف is the file
# that is read, ملف الشخص the case file.

file-empty = الملف فارغ. يرجى تصديره من جديد مع سطر العناوين.
file-spreadsheet = هذا ملف جداول (Excel أو LibreOffice)، وليس ملف CSV. يرجى فتحه واختيار «Enregistrer sous…» (حفظ باسم)، ثم صيغة «CSV».
file-not-text = هذا الملف ليس نصًا بترميز UTF-8 أو Windows. يرجى حفظه من جديد بصيغة «CSV UTF-8».
file-unreadable = هذا الملف ليس ملف CSV صالحًا ({ $why }). يرجى حفظه من جديد بصيغة «CSV UTF-8».
file-missing-columns =
    تنقص أعمدة: { $missing }.
    الأعمدة الموجودة: { $found }.
    يرجى تغيير عناوين هذه الأعمدة، أو إضافتها.
file-not-there = لا يمكن قراءة الملف «{ "\u200E" }{ $file }». السبب: { $why }. يرجى التحقق من اسمه ومن مجلده.

field-first-name = الاسم الأول
field-last-name = اسم العائلة
field-city-code = رمز INSEE (city_code)
field-city-name = البلدية (city_name)
field-sector = القطاع (sector_id)
field-key = المفتاح (key)
field-worker = البريد الإلكتروني للموظف (worker_email)
field-place = المكان (place)
field-motives = أسباب المواعيد (motives)
field-motive = سبب الموعد (motive)
field-first-day = اليوم الأول (first_day)
field-days = الأيام (days)
field-blocks = الساعات (blocks)
field-person = رقم ملف الشخص (person)
field-start = التاريخ والساعة (start)

import-missing = الخانة فارغة. يرجى ملؤها.
import-column-count = عدد أعمدة السطر { $found }، وعدد أعمدة سطر العناوين { $expected }. يرجى البحث عن فاصل زائد أو ناقص، أو عن علامة تنصيص منسية.
import-no-identity = بدون رقم ملف ولا تاريخ ميلاد، لا يمكن تمييز هذا الشخص من شخص آخر يحمل الاسم نفسه. يرجى إضافة أحدهما.
import-not-a-phone = «{ "\u200E" }{ $value }» ليس رقم هاتف. تُحفظ بطاقة الشخص بدون هذا الرقم: يرجى تصحيحه (10 أرقام، أو علامة + ثم رمز البلد).
import-phone-not-given-out = الرقم «{ "\u200E" }{ $value }» لا يستعمله أحد. تُحفظ بطاقة الشخص بدون هذا الرقم: يرجى التحقق مع الشخص من كل رقم فيه.
import-phone-lost-zero = «{ "\u200E" }{ $value }» ينقصه الصفر الأول. تُحفظ بطاقة الشخص بدون هذا الرقم: يرجى كتابة أرقامه العشرة (العمود بصيغة «Texte» في برنامج الجداول).
import-other-phones = يُحفظ رقم واحد فقط ({ "\u200E" }{ $kept }). يرجى تسجيل الباقي في مكان آخر: { "\u200E" }{ $value }.
import-not-an-email = «{ $value }» ليس عنوان بريد إلكتروني. لا يُحفظ: يرجى تصحيحه.
import-other-emails = يُحفظ عنوان واحد فقط ({ $kept }). يرجى تسجيل الباقي في مكان آخر: { $value }.
import-date-form = «{ "\u200E" }{ $value }» ليس تاريخًا. يرجى كتابة اليوم ثم الشهر ثم السنة بأربعة أرقام، مثلًا: 25/03/1980.
import-no-such-day = التاريخ { "\u200E" }{ $value } غير موجود. يرجى التحقق منه.
import-date-to-come = التاريخ { "\u200E" }{ $value } لم يأت بعد: لا يمكن أن يكون تاريخ ميلاد. يرجى التحقق من السنة.
import-date-too-old = التاريخ { "\u200E" }{ $value } قديم جدًا لتاريخ ميلاد. يرجى التحقق من السنة، أو ترك الخانة فارغة إذا كان التاريخ غير معروف.
import-unknown-worker = لا يوجد موظف عنوانه «{ $value }». يرجى تصحيح العنوان، أو إنشاء الموظف.
import-number-of-another = الرقم «{ "\u200E" }{ $value }» هو رقم شخص آخر في Relais (اسم آخر وتاريخ ميلاد آخر). يرجى التحقق من الرقم في البطاقتين.
import-shared-number = الرقم «{ "\u200E" }{ $value }» هو رقم شخص آخر (ربما من الأسرة نفسها). تُحفظ بطاقة الشخص بدون هذا الرقم.
import-same-as-line = هذا السطر مثل السطر { $line } تمامًا: يُحسب مرة واحدة فقط.
import-contradicts-line = المعرّف نفسه في السطر { $line }، لكن المعلومات مختلفة. يرجى ترك السطر الصحيح وحذف الآخر.
import-city-code = «{ "\u200E" }{ $value }» ليس رمز INSEE. يرجى كتابته في 5 أرقام أو حروف (62014 أو 2A004)، لا الرمز البريدي ولا اسم البلدية.
import-not-of-organisation = «{ $value }» لا يعمل في هذه المؤسسة. يرجى التحقق من العنوان، أو اختيار المؤسسة: relais import … --organisation.
import-unknown-place = لا يوجد مكان اسمه «{ $value }». الأماكن المعروفة: { $known }.
import-unknown-motive = لا يوجد سبب اسمه «{ $value }». الأسباب المعروفة: { $known }.
import-several-motives = أكثر من سبب يحمل هذا الاسم. يرجى تحديد واحد: { $value }.
import-blocks = لا يمكن قراءة «{ "\u200E" }{ $value }». يرجى كتابة الساعات هكذا: { "\u200E" }09:00-12:00,14:00-17:00.
import-blocks-overlap = في «{ "\u200E" }{ $value }» فترتان متداخلتان. يرجى تصحيح الساعات.
import-days = لا يمكن قراءة «{ "\u200E" }{ $value }». يرجى كتابة الأيام (lu ma je أو lu-ve)، أو قاعدة RRULE حسب اليوم أو الأسبوع أو الشهر (FREQ=MONTHLY;BYDAY=1TU).
import-days-missing = تنقص الأيام بين اليوم الأول واليوم الأخير. يرجى الكتابة مثلًا هكذا: lu ma je.
import-ends-before-it-starts = اليوم الأخير قبل اليوم الأول. يرجى تصحيح أحدهما.
import-opening-of-another = هذا المفتاح يخص فترة استقبال لموظف آخر. يرجى إعطاء هذا السطر مفتاحًا آخر.
import-unknown-person = لا أحد يحمل رقم الملف «{ "\u200E" }{ $value }». يرجى تصحيحه، أو استيراد الأشخاص أولًا.
import-several-people = أكثر من شخص يحمل الرقم «{ "\u200E" }{ $value }». يرجى كتابة رقم يخص شخصًا واحدًا فقط.
import-start = «{ "\u200E" }{ $value }» ليس تاريخًا وساعة. يرجى كتابتهما هكذا: { "\u200E" }2026-03-10 09:00.
import-workshop = هذه ورشة: تُحدد جلساتها أولًا، ثم يُسجل الأشخاص فيها (relais book). لا تُستورد سطرًا سطرًا.
import-other-hour = هذا الموعد (رقم { $appointment }) موجود في Relais من قبل، في ساعة أخرى. لا يُغيَّر هنا. لتغيير وقته: relais move { $appointment }.
import-already-booked = هذا الشخص لديه هذا الموعد من قبل برقم { $appointment }. لا يُضاف أي شيء.

report-dry-run = تجربة فقط: لم يُكتب أي شيء.
report-written = انتهى الاستيراد.
report-rows = الأسطر المقروءة: { $rows }
report-new-dry = للإضافة: { $count }
report-new = المضافة: { $count }
report-changed-dry = للتعديل: { $count }
report-changed = المعدلة: { $count }
report-unchanged = بدون تغيير: { $count }
report-refused = المرفوضة: { $count }
report-no-rows = ليس في الملف إلا سطر العناوين: لا يوجد شيء للاستيراد.
report-ignored = أعمدة لا تؤخذ: { $columns }
report-workers-dry =
    { $count ->
        [zero] لا يوجد موظف للإنشاء: { $workers }
        [one] موظف واحد للإنشاء: { $workers }
        [two] موظفان للإنشاء: { $workers }
        [few] { $count } موظفين للإنشاء: { $workers }
        [many] { $count } موظفًا للإنشاء: { $workers }
       *[other] { $count } موظف للإنشاء: { $workers }
    }
report-workers =
    { $count ->
        [zero] لم يُنشأ أي موظف: { $workers }
        [one] تم إنشاء موظف واحد: { $workers }
        [two] تم إنشاء موظفين اثنين: { $workers }
        [few] تم إنشاء { $count } موظفين: { $workers }
        [many] تم إنشاء { $count } موظفًا: { $workers }
       *[other] تم إنشاء { $count } موظف: { $workers }
    }
report-refused-title = الأسطر المرفوضة:
report-warnings-title = أسطر يؤخذ جزء منها فقط:
report-line = السطر { $line }: { $what }
report-line-column = السطر { $line }، «{ $column }»: { $what }
report-lines =
    { $count ->
        [zero] لا سطر
        [one] سطر واحد
        [two] سطران
        [few] { $count } أسطر
        [many] { $count } سطرًا
       *[other] { $count } سطر
    } ({ $lines }): { $what }
report-lines-column =
    { $count ->
        [zero] لا سطر
        [one] سطر واحد
        [two] سطران
        [few] { $count } أسطر
        [many] { $count } سطرًا
       *[other] { $count } سطر
    } ({ $lines })، «{ $column }»: { $what }
report-more = … والباقي: { $count }.
report-how-to-create-workers = لإنشاء هؤلاء الموظفين يرجى إضافة: relais import … --create-workers
report-how-to-write = للكتابة يرجى تشغيل الأمر نفسه مع: relais import … --write
report-how-to-accept = للمتابعة رغم ذلك يرجى إضافة: relais import … --accept { $words }
