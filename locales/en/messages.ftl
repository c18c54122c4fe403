# What is said to people outside the pages: text messages (sms-), e-mails (mail-). At its longest a
# text message fits 160 septets; places and motives are cut before. Only cancellations say “cancel…”.

message-appointment = Appointment
message-when = { $weekday } { $day } { $month } at { $hour }
message-how-phone = we call you
message-how-home = at your home
message-how-video = by video
message-how-here = on site
message-how-place = place: { $place }

sms-confirmation = { $what } { $when }, { $how }. { $link } Answer OUI (yes), NON (no), RAPPEL.
sms-moved = New date: { $what } { $when }, { $how }. { $link } Answer OUI (yes) or NON (no).
sms-reinstated = It is on: { $what } { $when }, { $how }. { $link } Answer OUI (yes) or NON (no).
sms-cancelled = Cancelled: { $what } { $when }. For another date: { $link }
sms-propose-other = { $what } { $when }: the place will be closed. Choose another date: { $link }
sms-reminder = Reminder: { $what } { $when }, { $how }. { $link } Answer OUI (yes) or NON (no).
sms-leave-now = { $what } at { $hour }, { $how }: it is soon. { $link }
sms-sign-in-code = { $code }: your code, for 10 minutes. Give it to nobody.
sms-invitation = Choose the date of your appointment: { $link }
sms-waiting-proposal = A time has come free, kept for you for a short while: { $link }
sms-worker-invitation = Open your account: { $link }
sms-password-reset = New password: { $link }
sms-appointment-link = Your appointment: { $link }

mail-subject-confirmation = { $what } { $when }
mail-subject-moved = New date: { $what } { $when }
mail-subject-reinstated = It is on: { $what } { $when }
mail-subject-cancelled = Cancelled: { $what } { $when }
mail-subject-propose-other = Place closed: choose another date
mail-subject-reminder = Reminder: { $what } { $when }
mail-subject-leave-now = It is soon: { $what } { $when }
mail-subject-sign-in-code = Your code
mail-subject-invitation = Choose the date of your appointment
mail-subject-waiting-proposal = A time has come free
mail-subject-worker-invitation = Open your account
mail-subject-password-reset = New password
mail-subject-appointment-link = Your appointment
mail-subject-worker-booked = In your diary: { $when }
mail-subject-worker-moved = Moved in your diary: { $when }
mail-subject-worker-cancelled = Cancelled in your diary: { $when }
mail-subject-outcomes = Past appointments to complete

mail-confirmation = { $what } { $when }, { $how }.
mail-moved = Your appointment has a new date. { $what } { $when }, { $how }.
mail-reinstated = Your appointment is on. { $what } { $when }, { $how }.
mail-cancelled = { $what } { $when }: this appointment is cancelled. You can choose another.
mail-propose-other = { $what } { $when }: the place will be closed. Choose another date.
mail-reminder = Reminder: { $what } { $when }, { $how }.
mail-leave-now = { $what } at { $hour }, { $how }: it is soon.
mail-sign-in-code = Your code: { $code }. It lasts 10 minutes. Give it to nobody.
mail-invitation = Choose the date of your appointment.
mail-waiting-proposal = A time has come free. It is kept for you for a short while.
mail-worker-invitation = An account is waiting for you. Choose your password within three days.
mail-password-reset = Choose a new password within the hour. If you asked for nothing, do nothing.
mail-appointment-link = Here is your appointment.
mail-worker-booked = An appointment was made in your diary: { $when }.
mail-worker-moved = An appointment in your diary has a new date: { $when }.
mail-worker-cancelled = An appointment in your diary is cancelled: { $when }.
mail-outcomes = { $count ->
        [one] One past appointment waits for you to say how it ended.
       *[other] { $count } past appointments wait for you to say how they ended.
    }
mail-address = Address: { $address }
mail-phone = Phone: { $phone }
mail-button = Open
mail-footer = This message is sent by a machine. Answer through the link, or call us.

channel-sms = Text message
channel-email = E-mail
channel-letter = Letter
channel-call = Call

message-confirmation = Confirmation
message-moved = New date
message-cancelled = Cancellation
message-reinstated = It is on
message-propose-other = Other date offered
message-reminder = Reminder
message-leave-now = Time to leave
message-sign-in-code = Code
message-invitation = Invitation
message-waiting-proposal = Time that came free
message-worker-invitation = Account of a worker
message-password-reset = New password
message-appointment-link = Link to the appointment
message-worker-booked = To the worker: made
message-worker-moved = To the worker: moved
message-worker-cancelled = To the worker: cancelled
message-outcomes = To the worker: to complete

message-state-due = To be sent
message-state-sending = Being sent
message-state-by-hand = To be done by hand
message-state-handed-over = Handed to the operator
message-state-delivered = Received
message-state-failed = Failed
message-state-refused = Not sent
message-state-unknown = Nobody knows

message-reason-cancelled = the appointment was cancelled
message-reason-moved = the appointment had another date
message-reason-reinstated = the appointment was on again
message-reason-place-closed = the place is closed that day
message-reason-over = the appointment was over
message-reason-too-late = too late to be of use
message-reason-do-not-write = the person wants no messages
message-reason-stopped = the person answered STOP
message-reason-no-address = no number or address
message-reason-setting = the settings have changed
message-reason-used = this code or link opened nothing any more
message-reason-cap = the limit of the day was reached
message-reason-provider = the operator refused it
message-reason-gave-up = the operator never took it
message-reason-timed-out = the operator did not answer in time
message-reason-interrupted = the server stopped while sending
message-reason-bounced = the address does not exist
