# Why something is refused, and what to do. Said on pages, by the API and on the command line.

refusal-taken = This time has just been taken. Choose another one.
refusal-resource-taken = No { $kind } is free at this time. Choose another time.
refusal-no-longer-open = Nobody receives at this time any more. Choose another one.
refusal-not-offered = This time is not offered. Choose one from the list.
refusal-offer-expired = The list of times is more than half an hour old. Show it again and choose.
refusal-hold-expired = The time is no longer kept for you. Choose it again if it is still free.
refusal-too-soon = This is too soon: this appointment is booked further ahead. Choose a later date.
refusal-too-late = This date is too far ahead. Choose a nearer one.
refusal-needs-acceptance = To be confirmed first. { $warnings }
refusal-already-booked = This person already has this appointment. There is nothing to do.
refusal-quota-reached =
    { $quota ->
        [one] This person already has an appointment to come for this motive. Move it, or cancel it before booking another.
       *[other] This person already has { $quota } appointments to come for this motive. Move or cancel one before booking another.
    }
refusal-seats-taken = This workshop is full. Choose another date.
refusal-too-late-to-cancel = It is too late to cancel here. Call the place of the appointment.
refusal-too-late-to-move = It is too late to move it here. Call the place of the appointment.
refusal-not-possible-from = This appointment is “{ $from }”: it cannot become “{ $to }”. Show it again to see where it stands.
refusal-not-yet = It is too early: wait for the hour of the appointment.

nothing-no-referent = This motive is with the person’s referent, and none is known. Name the referent first, or choose another motive.
nothing-sector-unknown = This town is in no sector. Check the address, or call the reception.
nothing-street-needed = This town is shared between several sectors. Give the street too.
nothing-nobody-in-sector = Nobody is in charge of this sector for this motive yet. Call the reception.
nothing-not-open-to-you = This appointment is not booked online. Call the reception.
nothing-other-mode = This motive happens otherwise (by phone, in an office…). Choose it without saying how.
nothing-no-worker = Nobody receives here for this motive. Choose another place or another motive.
nothing-outside-booking-window = These dates are too near or too far ahead for this motive. Choose other dates.
nothing-no-opening = Nobody receives on these dates. Look over a longer period, or in another place.
nothing-full = Everything is taken on these dates. Look later, or in another place.

warning-outside-opening = The time is outside the opening hours.
warning-absent = The worker is away at this time.
warning-place-closed = The place is closed at this time.
warning-public-holiday = It is a public holiday.
warning-in-the-past = The time is already past.
warning-overlap = The worker (or the room) already has something at this time.

status-booked = booked
status-late = late
status-arrived = arrived
status-seen = seen
status-no-show = did not come
status-excused = cancelled by the person
status-cancelled = cancelled by the service

resource-room = room
resource-car = car
resource-interpreter = interpreter
refusal-asked-too-often = This phone, or this connection, has already made many requests today. Prove your number with a code, call us, or try again tomorrow. Nothing that you typed is lost.
