# What is around every page of the public.
language-name = English
skip = Skip to content
brand = Appointments
exit = Leave quickly
languages = Languages
footer = Other pages
staff-door = Staff
back = Back
continue = Continue
search = Search
to-start = Back to the start
my-appointments = My appointments
call-me = Call me back

mode-phone = By phone: we call you
mode-office = In person
mode-home = At your home
mode-video = By video
mode-outreach = We come to you

label-when = When
label-how = How
label-where = Where
label-with = With
label-what = What for
label-name = Name
label-phone = Phone
label-call = To reach us
label-status = Status
what-to-bring = What to prepare
faults-title = Please correct:

sorry-not-found-title = This page does not exist
sorry-not-found = The address is wrong, or this appointment is not open on this device.
sorry-denied-title = You have no access to this page
sorry-denied = Ask whoever manages your service.
sorry-refused-title = This is not possible
sorry-invalid-title = This request is not complete
sorry-invalid = Go back to the page before, check what you wrote and try again.
sorry-failed-title = Something failed on our side
sorry-failed = Nothing was saved. Try again in a minute. If it goes on, give us this code: { $reference }
again-title = One more tap
again-why = The page had been open for a long time. Nothing has been saved yet. What you wrote is kept: send it again.
again-cookie = Your device may refuse cookies. Without them, call us or come to the desk.
again-send = Send again
