# What an import says about a file and its rows: what is wrong, and what to do.

file-empty = The file is empty. Export it again, with its header line.
file-spreadsheet = This is a workbook (Excel, LibreOffice), not a CSV file. Open it and choose “Save as…”, format “CSV”.
file-not-text = This file is neither UTF-8 nor Windows text. Save it again as “CSV UTF-8”.
file-unreadable = This file is not a readable CSV ({ $why }). Save it again as “CSV UTF-8”.
file-missing-columns =
    Columns are missing: { $missing }.
    Columns found: { $found }.
    Rename the header of these columns, or add them.
file-not-there = The file “{ $file }” cannot be read: { $why }. Check its name and its folder.

field-first-name = First name
field-last-name = Last name
field-city-code = INSEE code (city_code)
field-city-name = Town (city_name)
field-sector = Sector (sector_id)
field-key = Key (key)
field-worker = E-mail of the worker (worker_email)
field-place = Place (place)
field-motives = Motives (motives)
field-motive = Motive (motive)
field-first-day = First day (first_day)
field-days = Days (days)
field-blocks = Hours (blocks)
field-person = File number (person)
field-start = Date and hour (start)

import-missing = The cell is empty. Fill it in.
import-column-count = The row has { $found } columns, the header has { $expected }. Look for a separator too many or too few, or a forgotten quote.
import-no-identity = Without a file number or a birth date, this person cannot be told from a namesake. Add one of them.
import-not-a-phone = “{ $value }” is not a phone number. The person is kept without it: correct it (10 digits, or + and the country code).
import-phone-not-given-out = The number “{ $value }” is given out to nobody. The person is kept without it: check each digit with them.
import-phone-lost-zero = “{ $value }” has lost its zero. The person is kept without it: write all 10 digits (format the column as “Text” in the spreadsheet).
import-other-phones = One number only is kept ({ $kept }). To be noted elsewhere: { $value }.
import-not-an-email = “{ $value }” is not an e-mail address. It is not taken: correct it.
import-other-emails = One address only is kept ({ $kept }). To be noted elsewhere: { $value }.
import-date-form = “{ $value }” is not a date. Write it dd/mm/yyyy, with four digits for the year.
import-no-such-day = { $value } does not exist. Check the date.
import-date-to-come = { $value } is still to come: it cannot be a birth date. Check the year.
import-date-too-old = { $value } is too old for a birth date. Check the year, or leave the cell empty when the date is not known.
import-unknown-worker = No worker has the address “{ $value }”. Correct it, or create the worker.
import-number-of-another = The number “{ $value }” already belongs to somebody else in Relais (another first name and another birth date). Check the number in both files.
import-shared-number = The number “{ $value }” already belongs to somebody else (of the same household?). The person is kept without this number.
import-same-as-line = The same as line { $line }: it counts once.
import-contradicts-line = The same identifier as line { $line }, but other information. Keep the right line, delete the other.
import-city-code = “{ $value }” is not an INSEE code. Write its 5 characters (62014, 2A004), not the postcode nor the name.
import-not-of-organisation = “{ $value }” does not work in this organisation. Check the address, or choose the organisation with --organisation.
import-unknown-place = No place is called “{ $value }”. Known places: { $known }.
import-unknown-motive = No motive is called “{ $value }”. Known motives: { $known }.
import-several-motives = Several motives have this name. Say which one: { $value }.
import-blocks = “{ $value }” cannot be read. Write hours like this: 09:00-12:00,14:00-17:00.
import-blocks-overlap = In “{ $value }”, two blocks overlap. Correct the hours.
import-days = “{ $value }” cannot be read. Write days (mo tu th, or mo-fr), or an RRULE by day, week or month (FREQ=MONTHLY;BYDAY=1TU).
import-days-missing = The days between the first and the last are missing. Write for example: mo tu th.
import-ends-before-it-starts = The last day is before the first. Correct one of them.
import-opening-of-another = This key is that of another worker’s opening. Give this row another key.
import-unknown-person = Nobody has the file number “{ $value }”. Correct it, or import the people first.
import-several-people = Several people have the number “{ $value }”. Write a number that belongs to one only.
import-start = “{ $value }” is not a date and an hour. Write them like this: 2026-03-10 09:00.
import-workshop = This is a workshop: its sessions are planned, then people join them (relais book); they are not imported row by row.
import-other-hour = This appointment (no. { $appointment }) is already in Relais, at another hour. It is not changed: to move it, relais move { $appointment }.
import-already-booked = This person already has this appointment as no. { $appointment }. Nothing is added.

report-dry-run = Dry run: nothing was written.
report-written = Import done.
report-rows = Rows read: { $rows }
report-new-dry = To add: { $count }
report-new = Added: { $count }
report-changed-dry = To change: { $count }
report-changed = Changed: { $count }
report-unchanged = Unchanged: { $count }
report-refused = Refused: { $count }
report-no-rows = The file has only its header: there is nothing to import.
report-ignored = Columns not taken: { $columns }
report-workers-dry =
    { $count ->
        [one] One worker to create: { $workers }
       *[other] { $count } workers to create: { $workers }
    }
report-workers =
    { $count ->
        [one] One worker created: { $workers }
       *[other] { $count } workers created: { $workers }
    }
report-refused-title = Rows refused:
report-warnings-title = Rows taken, but not all of them:
report-line = line { $line }: { $what }
report-line-column = line { $line }, “{ $column }”: { $what }
report-lines = { $count } lines ({ $lines }): { $what }
report-lines-column = { $count } lines ({ $lines }), “{ $column }”: { $what }
report-more = … and { $count } others.
report-how-to-create-workers = To create these workers, add --create-workers to the command.
report-how-to-write = To write, run the same command with --write.
report-how-to-accept = To pass over this, add --accept { $words } to the command.
