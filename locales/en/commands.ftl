# What the command line says.

error = Error: { $what }
error-not-found = { $thing }: not there, or of another organisation. Check the number.
error-denied = The permission “{ $permission }” is missing. Make a key that has it: relais api-key --permissions …
error-unauthorised = The API key is missing, unknown or revoked.
error-invalid = { $field }: { $why }
error-key-reused = This idempotency key was used for another request.
error-database = The database does not answer as expected: { $why }. Run “relais doctor”.

thing-territory = Territory
thing-organisation = Organisation
thing-place = Place
thing-motive = Motive
thing-worker = Worker
thing-team = Team
thing-person = Person
thing-appointment = Appointment
thing-session = Session

name-unknown = { $thing }: “{ $value }” does not exist. Known: { $known }.
name-several = { $thing }: several are called “{ $value }”. Say which: { $known }.
name-needed = { $thing }: there are several. Add { $option } and one of these names: { $known }.
name-none-yet = There is no territory in this database yet. Run “relais set-up” to make yours, “relais demo” for a town to try, or check the setting database.
name-nothing-known = none

start-form = “{ $value }” is not a date and an hour. Write them like this: "2026-03-10 09:00".
day-form = “{ $value }” is not a date. Write it like this: 2026-03-10.
days-range = Look over 1 to 366 days.
person-needed = Say for whom: --person and a file number, or --first-name (and --last-name, --phone).
person-unknown = Nobody has the number “{ $value }”. Check it, or give --first-name and --phone.
person-several = Several people have the number “{ $value }”. Give a number that belongs to one only.
phone-form = “{ $value }” is not a valid phone number. Check its 10 digits, or write + and the country code.

slots-title = { $motive }, { $minutes } minutes
slots-none = No slot. { $why }
slots-no-place = no place
slots-zone = time of { $zone }
slots-session = session no. { $appointment }, seats left: { $left } of { $seats }
slots-count =
    { $count ->
        [one] One slot.
       *[other] { $count } slots.
    }
slots-cut = The first { $shown } of { $count } slots. To see more: --from { $next }

booked = Appointment no. { $appointment }: { $when }, { $who }, { $where }.
booked-already = This person already has this appointment, no. { $appointment }: { $when }, { $who }, { $where }.
booked-session = Session no. { $appointment } planned: { $when }, { $who }, { $where }. Seats: { $seats }.
booked-joined = Joined, session no. { $appointment }: { $when }, { $who }, { $where }.
booked-joined-already = This person already has a seat, session no. { $appointment }: { $when }, { $who }, { $where }.
moved = Appointment no. { $appointment } moved: { $when }, { $who }, { $where }.
cancelled = Appointment no. { $appointment } cancelled ({ $status }): { $when }.
cancelled-already = Appointment no. { $appointment } is already cancelled ({ $status }).
others-title = Other slots:
how-to-accept = To pass over this: --accept { $words }

api-key-made = Key “{ $name }” for { $organisation }, permissions: { $permissions }. Note it now, it will not be shown again:

set-up-organisation =
    { $organisation } ({ $zone }): { $places ->
        [one] { $places } place
       *[other] { $places } places
    }, { $workers ->
        [one] { $workers } worker
       *[other] { $workers } workers
    }, { $motives ->
        [one] { $motives } motive
       *[other] { $motives } motives
    }
set-up-not-written = Nothing is written yet. To make this territory, add --write.
set-up-done = { $territory } is made. Next: relais import openings, relais import people, relais serve.
set-up-exists = The territory “{ $territory }” is already there. Give another name, or another database (setting database).
set-up-form = The plan cannot be read, at { $at }: { $why }. An example: relais set-up --example
set-up-faults =
    The plan needs changes:
    { $faults }
set-up-empty = to be filled in
set-up-twice = “{ $value }” is there already
set-up-unknown = “{ $value }” is not in the plan
set-up-number = { $value } is not between { $from } and { $to }
set-up-both = together with { $other }: choose one

demo-made = Demo town ready: { $territory } ({ $database }).
demo-there = The demo town is already there: { $territory } ({ $database }).
demo-where = Where to look:
demo-home = home page: { $url }
demo-page = accounts, codes and messages of the demo town: { $url }
demo-api = description of the API: { $url }
demo-key = API key (all permissions): { $token }
demo-accounts = Accounts of the staff (address, password, code of this moment; each code works once and changes every 30 seconds):
demo-account = { $email }  { $password }  { $code }  { $role ->
        [worker] worker
        [secretary] secretary
        [team_lead] team lead
        [organisation_admin] administrator of the organisation
        [territory_admin] administrator of the territory
       *[other] operator
    }
demo-try = What to try, in another terminal:
demo-stop = To stop: Ctrl+C. To start afresh: delete { $file }.
bounce-none = This is no delivery status notification (RFC 3464): nothing was noted.
bounce-failed = { $id } did not reach { $address }: { $status } { $reason }
bounce-delayed = { $id } has not reached { $address } yet: { $status } { $reason }
bounce-delivered = { $id } has reached { $address }.

job-never = { $name }: never run
job-line = { $name }: { $ended }, { $took } ms, { $result } (failures: { $failures }); next { $next }
job-unknown = There is no job “{ $name }”. The jobs: { $names }.
job-done = { $name }: { $result }
job-would = { $name } would do: { $result }
job-elsewhere = { $name } is running on another server.
