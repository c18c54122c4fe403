# The agenda's pages.
appointment-title = Rendez-vous
appointment-seats = { $taken } places prises sur { $seats }
appointment-language = langue : { $language }
appointment-caller = Pris par { $name }
appointment-status = Où en est-on ?
appointment-next = Proposer le prochain rendez-vous
set-booked = Remettre à « prévu »
set-late = En retard
set-arrived = Arrivé(e)
set-seen = Reçu(e)
set-no-show = N’est pas venu(e)
set-excused = S’est excusé(e)
set-cancelled = Annuler (par nous)
agenda-anyway = Faire quand même
