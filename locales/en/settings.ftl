# Settings, start-up and the check-up of an installation.

config-not-there = The settings file “{ $file }” does not exist. Check its name, or leave --config out: Relais starts without a file too.
config-bad = The settings cannot be read: { $why }. The command “relais check-config” shows each setting and where it comes from.
config-not-toml = The settings file “{ $file }” is not TOML: { $why }
    Write one setting per line, for example: database = "sqlite:data/relais.db"
config-all-good = Every setting is good.
config-mistakes =
    { $count ->
        [one] One setting is to be corrected.
       *[other] { $count } settings are to be corrected.
    }
config-line = { $name } = { $value }   ({ $origin })
config-origin-default = default
config-origin-file = file { $file }
config-origin-environment = environment variable { $variable }
config-unknown = “{ $name }” is not a setting ({ $origin }). Known settings: { $known }.
config-wrong = { $name }: “{ $value }” will not do ({ $origin }). { $expected }

expected-database = Write sqlite:data/relais.db for a file, or postgres://user:password@host/name.
expected-listen = Write an address and a port: 127.0.0.1:8080.
expected-public-url = Write the address people type: https://rdv.exemple.fr.
expected-behind-proxy = Write true behind a proxy of yours, false otherwise.
expected-key-file = Write the path of a file, outside the data folder.
expected-connections = Write a number from 1 to 1000.
expected-log = Write a filter of “tracing”: info, or relais=debug,info.
expected-log-format = Write text or json.
expected-codes-a-day = Write how many sign-in codes a territory may send in a day: a number from 1 to 1000000.
expected-language = Write a known language: { $known }.

start-key-file = The key “{ $file }” cannot be read or made: { $why }. Check that the folder exists and that you may write there.
start-key-form = The file “{ $file }” is not a key of Relais (64 hexadecimal digits). Put back the copy you kept: without it, links and slots already given out stop working.
start-key-random = The system gives no random numbers: { $why }. Restart the machine.
start-database-scheme = “{ $address }” is not a database address. { $expected }
start-database-open = The database does not open: { $why }. Check that the server is started, that the folder exists and that you may write there.
start-database-folder = The folder “{ $folder }” cannot be made: { $why }. Make it, or choose another (setting database).
start-database-migrate = The database cannot be brought up to date: { $why }. If it comes from a newer version of Relais, install that version.
start-listen = The address { $address } cannot be taken: { $why }. Is another Relais running already? If not, choose another one (setting listen).

migrate-done =
    { $count ->
        [0] The database ({ $kind }) is already up to date.
        [one] The database ({ $kind }) is up to date: one migration done.
       *[other] The database ({ $kind }) is up to date: { $count } migrations done.
    }

doctor-good = good
doctor-careful = careful
doctor-bad = to repair
doctor-database-reached = Database reached: { $kind }, { $address }.
doctor-database-absent = The database “{ $file }” does not exist yet. Make it with “relais migrate” or “relais serve”.
doctor-migrations-done = The schema is up to date.
doctor-migrations-missing = Migrations are missing: { $names }. Run “relais migrate”.
doctor-key-there = Key: { $file }. Keep a copy of it, outside the backups of the database.
doctor-key-absent = The key “{ $file }” does not exist yet: it will be made at the first start.
doctor-key-beside-data = The key “{ $file }” is in the data folder “{ $folder }”: who copies one copies the other. Move it and say where it is (setting key_file).
doctor-key-open-to-others = Other users of the machine can read the key “{ $file }”. Run: chmod 600 { $file }
doctor-integrity-good = The database file is sound.
doctor-integrity-bad = The database file is damaged: { $why }. Stop Relais and put back the last backup.
doctor-references-bad =
    { $count ->
        [one] One row points at a row that does not exist. Tell the Relais team, keep a backup.
       *[other] { $count } rows point at rows that do not exist. Tell the Relais team, keep a backup.
    }
doctor-references-good = No row points at nothing.
doctor-overlaps-good = No appointment overlaps another by mistake.
doctor-overlaps-bad =
    { $count ->
        [one] Two appointments overlap, and nobody wanted it. Tell the Relais team.
       *[other] { $count } overlaps are not wanted. Tell the Relais team.
    }
doctor-seats-good = The seats taken are counted right.
doctor-seats-bad =
    { $count ->
        [one] One appointment counts its seats wrong. Tell the Relais team.
       *[other] { $count } appointments count their seats wrong. Tell the Relais team.
    }
doctor-busy-good = Every appointment to come takes its time, no cancelled one does.
doctor-busy-bad =
    { $count ->
        [one] One appointment does not take the time it should. Tell the Relais team.
       *[other] { $count } appointments do not take the time they should. Tell the Relais team.
    }
expected-sms-sender = Write none, kannel, http or file.
expected-http = Write an address that begins with http:// or https://: where messages go, or where we are reached.
expected-text = Write a text in quotes.
expected-seconds = Write a number of seconds, from 1 to 120.
expected-email = Write an e-mail address, alone or with a name: Appointments <rdv@example.org>.
expected-sms-headers = Write one line per header: Authorization: Bearer …
expected-sms-provider-ref = Write a JSON pointer, beginning with /: /messages/0/id. Or leave it empty.
expected-sms-incoming-secret = Write at least 16 random characters, such as “openssl rand -hex 24” prints.
expected-sms-territory = Write the number of the territory that replies are for, or 0 when there is only one.
expected-mail-sender = Write none, smtp or file.
expected-mail-host = Write the name of the server alone: smtp.example.org.
expected-mail-port = Write a port: 587 with starttls, 465 with tls, 25 without encryption.
expected-mail-tls = Write none, starttls or tls.
expected-mail-ca-file = Write the path of an existing certificate in PEM, or leave it empty.
expected-mail-connections = Write a number from 1 to 100.
expected-strangers-a-day = Write how many requests one address may make in a day without proving a number: a number from 1 to 1000000.
