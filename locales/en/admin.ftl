# The settings area: what administrators read.
settings-title = Settings
settings-intro = What you change here counts at once, for the public and for your colleagues. Appointments already made do not change.
settings-save = Save
settings-saved = Saved.
settings-sent-already = This form has been saved already. Look in the list; send it again only if you want another one.
settings-none = There is none yet.
settings-on = In use
settings-off = Switched off
settings-is-off = This is switched off: nothing of it is offered. Everything else is kept.
settings-switch-off = Switch off
settings-switch-on = Switch on again
settings-no-service = No service
settings-nobody = Nobody
settings-minutes =
    { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
settings-workers =
    { $count ->
        [0] Nobody
        [one] 1 worker
       *[other] { $count } workers
    }

settings-motives-title = Motives
settings-motives-what = Why people come: how long, who may book, how far ahead.
settings-motives-new = Add a motive
motive-name = Name of the motive
motive-name-hint = As you call it among colleagues. The public does not see it.
motive-public-name = Name for the public
motive-public-name-hint = Plain and discreet words: they are read in messages, perhaps over a shoulder.
motive-mode = How
motive-mode-hint = The way the appointment happens.
motive-mode-phone = By phone
motive-mode-office = In person
motive-mode-home = At the person’s home
motive-mode-video = By video
motive-mode-outreach = Outside
motive-duration = Length in minutes
motive-duration-short = Length
motive-duration-hint = How long the person is received.
motive-bookable-by = Who may book
motive-bookable-by-hint = The public, only people you sent a link to, or only your colleagues.
bookable-by-staff = Workers only
bookable-by-invited = People invited by a link
bookable-by-public = Everybody
motive-when = When it can be booked, moved, cancelled
motive-min-delay = Latest before the appointment
motive-min-delay-hint = A slot nearer than this is no longer offered to the public.
motive-max-delay = Earliest before the appointment
motive-max-delay-hint = A slot further away than this is not yet offered to the public.
motive-cancel-notice = Cancel alone until
motive-cancel-notice-hint = After that, the person has to call you to cancel.
motive-move-notice = Move alone until
motive-move-notice-hint = After that, the person has to call you to change the hour.
motive-unit = unit
unit-minutes = minutes
unit-hours = hours
unit-days = days
motive-quota = Appointments to come per person
motive-quota-hint = How many a person may have at a time for this motive. Empty: no limit.
motive-follow-up = Follow-up: only with the person’s referent
motive-follow-up-hint = The person sees the slots of the worker who follows them, and no others.
motive-around = Time before and after
motive-buffer-before = Minutes kept before
motive-buffer-before-hint = To prepare, or for the road: this time is offered to nobody else.
motive-buffer-after = Minutes kept after
motive-buffer-after-hint = To take notes, or to come back: this time is offered to nobody else.
motive-with = With whom and with what
motive-service = Service
motive-service-hint = The service this motive belongs to.
motive-workers = How many workers
motive-workers-hint = One, any two of a team, or always the same two.
motive-workers-one = One worker
motive-workers-team = Two workers of the team { $team }
motive-workers-pair = Always the two workers named below
motive-first-worker = First worker
motive-second-worker = Second worker
motive-pair-hint = Only when it is always the same two.
motive-resource-room = Rooms
motive-resource-car = Cars
motive-resource-interpreter = Interpreters
motive-resource-hint = How many must be free at the same time.
motive-seats = Seats of a workshop
motive-seats-hint = How many people can come together. Empty: an individual appointment.
motive-words = Texts and drawing
motive-text-before = What to prepare
motive-text-before-hint = What the person reads before coming: papers to bring, which door to take.
motive-text-after = After the appointment
motive-text-after-hint = What the person reads once received.
motive-pictogram = Drawing
motive-pictogram-hint = It helps people who read little.
pictogram-talk = Talk
pictogram-phone = Phone
pictogram-home = Housing
pictogram-paper = Papers
pictogram-money = Money
pictogram-health = Health
pictogram-family = Family
pictogram-work = Work
pictogram-food = Meals
pictogram-law = Rights
pictogram-group = Group
pictogram-screen = Computer
motive-preview = See what it would offer
motive-off-what = Switched off, this motive is no longer offered. Appointments already made stay.
preview-slots =
    { $count ->
        [one] This would have offered 1 slot in the next seven days.
       *[other] This would have offered { $count } slots in the next seven days.
    }
preview-sessions =
    { $count ->
        [one] This would have offered 1 workshop session in the next seven days.
       *[other] This would have offered { $count } workshop sessions in the next seven days.
    }
preview-none = This would have offered nothing in the next seven days.
preview-public = Counted as the public would see it, on the agendas of today.
preview-invited = Counted as somebody invited would see it, on the agendas of today.
preview-staff = Counted as your colleagues would see it, on the agendas of today: the public does not see this motive.
preview-as-if-given = This motive is new: it is counted as if every opening offered it. Once it is saved, add it to the openings in the agenda.
preview-not-saved = Nothing is saved yet.

settings-places-title = Places
settings-places-what = Where you receive: address, phone, local time and public holidays.
settings-places-new = Add a place
place-name = Name of the place
place-name-hint = As people call it.
place-address = Address
place-address-hint = On one line, as it is said to somebody who is looking for it.
place-phone = Phone
place-phone-hint = The number the public can call. Empty: none.
place-zone = Local time
place-zone-hint = The hours of appointments are those of the clock of this place.
place-holidays = Public holidays
place-holidays-hint = Nothing is offered at this place on the public holidays of this region.
place-off-what = Switched off, this place is no longer offered and its openings no longer count.
place-to-come =
    { $count ->
        [one] 1 appointment is still to come at this place. Move or cancel it first, in the agenda.
       *[other] { $count } appointments are still to come at this place. Move or cancel them first, in the agenda.
    }
zone-paris = Mainland and Corsica (Paris)
zone-guadeloupe = Guadeloupe
zone-martinique = Martinique
zone-cayenne = French Guiana
zone-reunion = Réunion
zone-mayotte = Mayotte
zone-saint-barthelemy = Saint Barthélemy
zone-marigot = Saint Martin
zone-miquelon = Saint Pierre and Miquelon
zone-noumea = New Caledonia
zone-tahiti = Polynesia: Tahiti
zone-marquesas = Polynesia: Marquesas
zone-gambier = Polynesia: Gambier
zone-wallis = Wallis and Futuna
region-metropole = Mainland and Corsica
region-alsace-moselle = Alsace and Moselle
region-guadeloupe = Guadeloupe
region-martinique = Martinique
region-guyane = French Guiana
region-reunion = Réunion
region-mayotte = Mayotte
region-saint-barthelemy = Saint Barthélemy
region-saint-martin = Saint Martin
region-saint-pierre-et-miquelon = Saint Pierre and Miquelon
region-nouvelle-caledonie = New Caledonia
region-polynesie-francaise = French Polynesia
region-wallis-et-futuna = Wallis and Futuna

settings-services-title = Services
settings-services-what = The services of the territory: every organisation shares them.
settings-services-new = Add a service
service-name = Name of the service
service-name-hint = For example: social action, child protection.

settings-workers-title = Workers
settings-workers-what = Your colleagues: their role, their service, and inviting somebody.
settings-workers-new = Invite a worker
workers-invited = The worker has been added. The invitation goes out by e-mail.
worker-invite-what = The worker will receive a link to choose a password.
worker-invite = Invite
worker-invite-again-what = A link to choose a password can be sent again: the one sent before then stops working.
worker-invite-again = Send the invitation again
worker-first-name = First name
worker-first-name-hint = As colleagues call them.
worker-last-name = Last name
worker-last-name-hint = Their family name.
worker-email = E-mail address
worker-email-hint = The one used at work: the link is sent there, and it is used to sign in.
worker-role = Role
worker-role-hint = What this person may see and do in your organisation.
worker-role-yourself = You do not change your own role: ask another administrator.
worker-service = Service
worker-service-hint = The service this person works in.
worker-off-what = Switched off, this person can no longer sign in and has no slots.
worker-to-come =
    { $count ->
        [one] This worker still has 1 appointment to come. Move or cancel it first, in her agenda.
       *[other] This worker still has { $count } appointments to come. Move or cancel them first, in her agenda.
    }
role-what-worker = Receives people and keeps an agenda.
role-what-secretary = Books for everybody; sees who, when and where, neither notes nor papers.
role-what-team-lead = As a worker, with the team’s agendas and the statistics.
role-what-organisation-admin = Sets up everything of the organisation.
role-what-territory-admin = Sets up services and sectors too.
role-what-operator = Keeps the server running; sees nobody.

settings-teams-title = Teams
settings-teams-what = Workers who stand in for each other, or receive in twos.
settings-teams-new = Add a team
team-name = Name of the team
team-name-hint = As you call it among colleagues.
team-members = Members
team-members-hint = Tick those who are part of it.

settings-sectors-title = Sectors
settings-sectors-what = Which communes, and who is in charge of them.
sectors-none = There is no sector yet. They come from a file: the command “relais import sectors”.
sector-communes = Communes
sector-in-charge = Who is in charge
sector-in-charge-hint = People who live there see the slots of those who are ticked, and of nobody else.
sector-nobody = Nobody
sector-nobody-what = Nobody is in charge: people who live there find no slot at all.
sector-add = Add
sector-add-hint = A whole organisation, or one of its workers.
sector-organisations = Organisations

settings-holidays-title = Public holidays
settings-holidays-what = The days on which nothing is offered, worked out each year.
holidays-why = These days are set by law and worked out for each region: nothing is offered on them, and you have nothing to enter.
holidays-where = For: { $places }
holidays-day = Day
holidays-name = Public holiday
holiday-new-year = New Year’s Day
holiday-gospel-arrival = Arrival of the Gospel
holiday-mid-lent = Mid-Lent
holiday-good-friday = Good Friday
holiday-easter-monday = Easter Monday
holiday-saint-peter-chanel = Saint Peter Chanel
holiday-labour-day = Labour Day
holiday-victory-day = Victory Day 1945
holiday-ascension = Ascension
holiday-pentecost-monday = Whit Monday
holiday-abolition-of-slavery = Abolition of slavery
holiday-internal-autonomy = Internal Autonomy Day
holiday-saints-peter-and-paul = Saints Peter and Paul
holiday-national-day = National Day
holiday-victor-schoelcher = Victor Schœlcher
holiday-territory-day = Territory Day
holiday-assumption = Assumption
holiday-citizenship-day = Citizenship Day
holiday-all-saints = All Saints’ Day
holiday-armistice = Armistice 1918
holiday-matarii = Matari’i
holiday-christmas = Christmas
holiday-saint-stephen = Saint Stephen’s Day

wrong-missing = Write something here.
wrong-too-long = This is too long: shorten it.
wrong-name-taken = This name is taken. Choose another.
wrong-not-a-number = Write a whole number, in digits.
wrong-not-positive = Write 1 or more.
wrong-negative = Write 0 or more.
wrong-over-a-day = With the time before and after, an appointment lasts 24 hours at most.
wrong-window-backwards = “Earliest” must be longer than “latest”.
wrong-too-far = This is too much: 366 days at most.
wrong-same-person = Choose two different people.
wrong-pair-incomplete = Choose “always the two workers” and name both, or name nobody.
wrong-team-and-pair = Choose a team or two named workers, not both.
wrong-not-a-phone = This number does not exist. Write it in full, for example 03 21 00 00 00.
wrong-not-an-email = Write a whole address, for example first.last@example.org.
wrong-email-taken = Somebody of the territory has this address already. Look in the list, also among those switched off.
wrong-not-in-list = Choose from the list.
wrong-yourself = You cannot take this away from yourself: ask another administrator.
wrong-role-above-yours = This role is above yours: ask the administrator of the territory.
wrong-works-elsewhere = This worker also works for another organisation: ask the administrator of the territory.

thing-service = Service
thing-sector = Sector
