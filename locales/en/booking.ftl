# Booking alone, page by page.
territory-title = Where do you live?
territory-none = No service is open here yet.
motive-title = What do you need?
motive-none = Appointments cannot be booked here yet. Call us or come to the desk.
motive-other-title = Cannot find it?
motive-other = Leave your number and we will call you. You can also come to the desk.
where-title = Where would you like your appointment?
where-by-phone = By phone
where-by-phone-hint = We call you, no journey
where-which = Which one?
where-commune = Your town or postcode
where-commune-hint = For example: Arras, or 62000
where-nothing = We do not know “{ $typed }”. Check it, or choose from the list of places.
where-unknown = I do not know: show all places
where-place-hint = { $address } – first appointment: { $when }
places-title = Choose a place
places-no-sector = We do not know which place looks after your town. Choose the easiest for you.
places-none = No place has a free appointment. Leave your number and we will call you.
street-title = Your street
street-label = Which street do you live in?
street-hint = Your town is shared between several places. Without the number, for example: rue des Écoles
street-unknown = We cannot find this street. Check its name, or choose from the list of places.
slots-page-title = Choose a time
slots-earlier = Earlier
slots-later = Later
slots-left =
    { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
waiting-join = Tell me if a place becomes free
who-title = For whom?
who-first-name = Your first name
who-phone = Your phone
who-phone-hint = To confirm the appointment. For example: 06 12 34 56 78
who-no-phone = I have no phone
who-other = It is for somebody else
who-other-yes = Yes, I am booking for somebody
who-other-name = Their first name
who-name-missing = Write a first name.
who-name-long = This name is too long: 80 letters at most.
who-phone-missing = Write a phone number, or tick “I have no phone”.
who-phone-wrong = This number does not exist. Check its 10 digits, or write + and the country code.
check-title = Check
check-again = Some time has passed: the slot is still free. Confirm again.
check-moved-from = This appointment replaces the one on { $when }.
check-for-whom = For whom?
check-confirm = Confirm the appointment
check-move = Move the appointment
check-change = Change name or phone
check-other-slot = Choose another time
taken-title = This time is no longer free
taken-others = These times are free:
taken-all = See all free times
already-title = This appointment is already booked
already = Somebody with this first name and phone already has this appointment: { $when }. To change it, prove your number with a code.
