# The agenda's pages.
appointment-title = Appointment
appointment-seats = { $taken } of { $seats } places taken
appointment-language = language: { $language }
appointment-caller = Booked by { $name }
appointment-status = How is it going?
appointment-next = Offer the next appointment
set-booked = Back to “booked”
set-late = Late
set-arrived = Arrived
set-seen = Seen
set-no-show = Did not come
set-excused = Excused
set-cancelled = Cancel (by us)
agenda-anyway = Do it anyway
