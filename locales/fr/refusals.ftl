# Why something is refused, and what to do. Said on pages, by the API and on the command line.

refusal-taken = Cette heure vient d’être prise. Choisissez un autre créneau.
refusal-resource-taken = À cette heure, il n’y a plus de { $kind } libre. Choisissez une autre heure.
refusal-no-longer-open = Il n’y a plus d’accueil à cette heure. Choisissez un autre créneau.
refusal-not-offered = Cette heure n’est pas proposée. Choisissez un créneau de la liste.
refusal-offer-expired = La liste des créneaux a plus d’une demi-heure. Affichez-la de nouveau et choisissez.
refusal-hold-expired = Le créneau n’est plus gardé pour vous. Choisissez-le de nouveau, s’il est encore libre.
refusal-too-soon = C’est trop tôt : ce rendez-vous se prend plus longtemps à l’avance. Choisissez une date plus tard.
refusal-too-late = Cette date est trop lointaine. Choisissez une date plus proche.
refusal-needs-acceptance = À confirmer d’abord. { $warnings }
refusal-already-booked = Cette personne a déjà ce rendez-vous. Vous n’avez rien à faire.
refusal-quota-reached =
    { $quota ->
        [one] Cette personne a déjà un rendez-vous à venir pour ce motif. Déplacez-le, ou annulez-le avant d’en prendre un autre.
       *[other] Cette personne a déjà { $quota } rendez-vous à venir pour ce motif. Déplacez-en un, ou annulez-en un avant d’en prendre un autre.
    }
refusal-seats-taken = Il n’y a plus de place à cet atelier. Choisissez une autre date.
refusal-too-late-to-cancel = Il est trop tard pour annuler ici. Appelez le lieu du rendez-vous.
refusal-too-late-to-move = Il est trop tard pour déplacer ici. Appelez le lieu du rendez-vous.
refusal-not-possible-from = Ce rendez-vous est « { $from } » : il ne peut pas devenir « { $to } ». Affichez-le de nouveau pour voir où il en est.
refusal-not-yet = Il est trop tôt : attendez l’heure du rendez-vous.

nothing-no-referent = Ce motif se prend avec le référent de la personne, et aucun n’est connu. Indiquez d’abord son référent, ou choisissez un autre motif.
nothing-sector-unknown = Cette commune n’est dans aucun secteur. Vérifiez l’adresse, ou appelez l’accueil.
nothing-street-needed = Cette commune est partagée entre plusieurs secteurs. Indiquez aussi la rue.
nothing-nobody-in-sector = Personne n’est encore chargé de ce secteur pour ce motif. Appelez l’accueil.
nothing-not-open-to-you = Ce rendez-vous ne se prend pas en ligne. Appelez l’accueil.
nothing-other-mode = Ce motif se passe autrement (au téléphone, dans un bureau…). Choisissez-le sans préciser comment.
nothing-no-worker = Personne ne reçoit ici pour ce motif. Choisissez un autre lieu ou un autre motif.
nothing-outside-booking-window = Ces dates sont trop proches ou trop lointaines pour ce motif. Choisissez d’autres dates.
nothing-no-opening = Il n’y a pas d’accueil à ces dates. Cherchez sur une période plus longue, ou dans un autre lieu.
nothing-full = Tout est pris à ces dates. Cherchez plus tard, ou dans un autre lieu.

warning-outside-opening = L’heure est en dehors des plages d’ouverture.
warning-absent = L’agent est absent à cette heure.
warning-place-closed = Le lieu est fermé à cette heure.
warning-public-holiday = C’est un jour férié.
warning-in-the-past = L’heure est déjà passée.
warning-overlap = L’agent (ou la salle) a déjà quelque chose à cette heure.

status-booked = prévu
status-late = en retard
status-arrived = arrivé
status-seen = reçu
status-no-show = non venu
status-excused = annulé par la personne
status-cancelled = annulé par le service

resource-room = salle
resource-car = voiture
resource-interpreter = interprète
refusal-asked-too-often = Ce téléphone, ou cette connexion, a déjà fait beaucoup de demandes aujourd’hui. Prouvez votre numéro avec un code, appelez-nous, ou recommencez demain. Rien de ce que vous avez écrit n’est perdu.
