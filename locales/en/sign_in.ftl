# Signing in, of those who come and of the staff.
phone-title = Find my appointments
phone-why = We send you a code by SMS. There is no password.
phone-send = Get the code
phone-neither = No phone? Come to the desk: we will help you there.
code-page-title = The code you got by SMS
code-sent = If we know this number, a code has just been sent to it:
code-label = 6-digit code
code-hint = It works for 10 minutes.
code-again = Send another code
calling-title = Who are you?
calling-not-there = Not in the list? Call us or come to the desk.
sign-in-sorry = This is not possible
sign-in-refused = That is not right, or too old. Check it and try again.
sign-in-no-link = This link no longer works. Ask for another one.
sign-in-needs-code = This link was opened on another device. Prove your number with a code.
sign-in-signed-out = Your session has ended. Start again.
sign-in-not-a-phone = This number does not exist. Check its 10 digits, or write + and the country code.
sign-in-where = You work in several territories. Choose one, then give your password again.
password-email = E-mail address
password-password = Password
password-forgotten = Forgotten password
reset-send = Get a link
reset-sent = If { $email } is known, a link has just been sent to it. It works for one hour.
factor-title = Second factor
factor-enrol = Once only: add this account to a code application (FreeOTP, Aegis…), then write the code it shows.
factor-secret = Or type this key into the application:
factor-open = Open the application on this device
factor-code = 6-digit code of your application
choose-title = Choose a password
choose-invited = Welcome. This password will open the account { $email }.
choose-reset = New password of the account { $email }. Open sessions will be closed.
choose-new = Password
choose-hint = At least 12 letters, digits or words. A sentence is the easiest to remember.
choose-save = Save
link-title = Appointment
link-invited = You can choose the time of your appointment
link-after-code = This link has been used on another device. To see or change the appointment here, prove your number.
link-open = See or change my appointment
link-choose = Choose the time
account-where = I work for
account-go = Change
account-sessions = Devices signed in
account-device = Device
account-seen = Last seen
account-here = this one
account-end = Sign out
account-end-one = Sign out { $device }
sign-in-wait =
    { $count ->
        [one] Too many tries. Try again in { $count } minute.
       *[other] Too many tries. Try again in { $count } minutes.
    }
sign-in-too-short = This password is too short: 12 signs at least.
sign-in-too-long = This password is too long: 200 signs at most.
sign-in-holds-address = This password contains your address. Choose another one.
sign-in-common = This password is too well known. Choose another one, such as a sentence.
