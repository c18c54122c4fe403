# The agenda and the closing of a place: what is wrong in a form, and what to do.

agenda-no-hours = No hours are given. Give at least one block, for example 9:00 – 12:00.
agenda-hours-overlap = Two blocks overlap. Correct their hours.
agenda-ends-before-it-starts = The end is before the beginning. Correct one of them.
agenda-days-missing = The days are not chosen. Tick days of the week, or give a single day.
agenda-rule = This repetition is not understood. Choose by day, by week or by month.
agenda-no-day = With these dates the repetition falls on no day. Change the dates or the days.
agenda-no-motive = No motive is chosen: nobody could book. Choose at least one motive.
agenda-not-an-occurrence = There is nothing on that day. Show the agenda again and choose another day.
agenda-absence-too-long = An absence lasts 44 days at most. Write two, one after the other.
agenda-span-too-long = The period is too long. Choose a shorter one.
agenda-phone = This phone number is not complete. Write all of its digits, for example 06 12 34 56 78.
agenda-name = The name is missing. Write how to call the person.
agenda-draft-too-long = This draft is too long to be kept.

thing-opening = Opening
thing-absence = Absence
thing-closure = Closure
thing-call-back = Call-back
thing-waiting-entry = Place on the waiting list
thing-reply = Reply
thing-proposal = Kept time
