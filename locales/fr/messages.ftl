# What is said to people outside the pages: text messages (sms-), e-mails (mail-). At its longest a
# text message fits 160 septets; places and motives are cut before. Only cancellations say “annul…”.

message-appointment = Rendez-vous
message-when = { $weekday } { $day ->
        [1] 1er
       *[other] { $day }
    } { $month } à { $hour }
message-how-phone = on vous appelle
message-how-home = chez vous
message-how-video = en vidéo
message-how-here = sur place
message-how-place = lieu : { $place }

sms-confirmation = { $what } { $when }, { $how }. { $link } Répondez OUI, NON, RAPPEL
sms-moved = Déplacé : { $what } { $when }, { $how }. { $link } Répondez OUI, NON, RAPPEL
sms-reinstated = Maintenu : { $what } { $when }, { $how }. { $link } Répondez OUI, NON, RAPPEL
sms-cancelled = Annulé : { $what } { $when }. Pour une autre date : { $link }
sms-propose-other = { $what } { $when } : le lieu sera fermé. Choisissez une autre date : { $link }
sms-reminder = Rappel : { $what } { $when }, { $how }. { $link } Répondez OUI, NON, RAPPEL
sms-leave-now = { $what } à { $hour }, { $how } : c’est bientôt. { $link }
sms-sign-in-code = { $code } : votre code, pour 10 minutes. Ne le donnez à personne.
sms-invitation = Choisissez la date de votre rendez-vous : { $link }
sms-waiting-proposal = Une heure s’est libérée, gardée pour vous peu de temps : { $link }
sms-worker-invitation = Ouvrez votre compte : { $link }
sms-password-reset = Nouveau mot de passe : { $link }
sms-appointment-link = Votre rendez-vous : { $link }

mail-subject-confirmation = { $what } { $when }
mail-subject-moved = Nouvelle date : { $what } { $when }
mail-subject-reinstated = Maintenu : { $what } { $when }
mail-subject-cancelled = Annulé : { $what } { $when }
mail-subject-propose-other = Lieu fermé : choisissez une autre date
mail-subject-reminder = Rappel : { $what } { $when }
mail-subject-leave-now = C’est bientôt : { $what } { $when }
mail-subject-sign-in-code = Votre code
mail-subject-invitation = Choisissez la date de votre rendez-vous
mail-subject-waiting-proposal = Une heure s’est libérée
mail-subject-worker-invitation = Ouvrez votre compte
mail-subject-password-reset = Nouveau mot de passe
mail-subject-appointment-link = Votre rendez-vous
mail-subject-worker-booked = Dans votre agenda : { $when }
mail-subject-worker-moved = Déplacé dans votre agenda : { $when }
mail-subject-worker-cancelled = Annulé dans votre agenda : { $when }
mail-subject-outcomes = Rendez-vous passés à compléter

mail-confirmation = { $what } { $when }, { $how }.
mail-moved = Votre rendez-vous a une nouvelle date. { $what } { $when }, { $how }.
mail-reinstated = Votre rendez-vous est maintenu. { $what } { $when }, { $how }.
mail-cancelled = { $what } { $when } : ce rendez-vous est annulé. Vous pouvez en choisir un autre.
mail-propose-other = { $what } { $when } : le lieu sera fermé. Choisissez une autre date.
mail-reminder = Rappel : { $what } { $when }, { $how }.
mail-leave-now = { $what } à { $hour }, { $how } : c’est bientôt.
mail-sign-in-code = Votre code : { $code }. Il vaut 10 minutes. Ne le donnez à personne.
mail-invitation = Choisissez la date de votre rendez-vous.
mail-waiting-proposal = Une heure s’est libérée. Elle est gardée pour vous peu de temps.
mail-worker-invitation = Un compte vous attend. Choisissez votre mot de passe dans les trois jours.
mail-password-reset = Choisissez un nouveau mot de passe dans l’heure. Si vous n’avez rien demandé, ne faites rien.
mail-appointment-link = Voici votre rendez-vous.
mail-worker-booked = Un rendez-vous a été pris dans votre agenda : { $when }.
mail-worker-moved = Un rendez-vous de votre agenda a une nouvelle date : { $when }.
mail-worker-cancelled = Un rendez-vous de votre agenda est annulé : { $when }.
mail-outcomes = { $count ->
        [one] Un rendez-vous passé attend de savoir comment il s’est terminé.
       *[other] { $count } rendez-vous passés attendent de savoir comment ils se sont terminés.
    }
mail-address = Adresse : { $address }
mail-phone = Téléphone : { $phone }
mail-button = Ouvrir
mail-footer = Ce message est envoyé par un automate. Répondez par le lien, ou appelez-nous.

channel-sms = SMS
channel-email = E-mail
channel-letter = Lettre
channel-call = Appel

message-confirmation = Confirmation
message-moved = Nouvelle date
message-cancelled = Annulation
message-reinstated = Maintien
message-propose-other = Autre date proposée
message-reminder = Rappel
message-leave-now = Bientôt l’heure
message-sign-in-code = Code
message-invitation = Invitation
message-waiting-proposal = Heure libérée
message-worker-invitation = Compte d’agent
message-password-reset = Nouveau mot de passe
message-appointment-link = Lien du rendez-vous
message-worker-booked = À l’agent : pris
message-worker-moved = À l’agent : déplacé
message-worker-cancelled = À l’agent : annulé
message-outcomes = À l’agent : à compléter

message-state-due = À envoyer
message-state-sending = Envoi en cours
message-state-by-hand = À faire à la main
message-state-handed-over = Remis à l’opérateur
message-state-delivered = Reçu
message-state-failed = Échec
message-state-refused = Pas envoyé
message-state-unknown = On ne sait pas

message-reason-cancelled = le rendez-vous était annulé
message-reason-moved = le rendez-vous avait une autre date
message-reason-reinstated = le rendez-vous était maintenu
message-reason-place-closed = le lieu est fermé ce jour-là
message-reason-over = le rendez-vous était passé
message-reason-too-late = trop tard pour servir
message-reason-do-not-write = la personne ne veut pas de messages
message-reason-stopped = la personne a répondu STOP
message-reason-no-address = pas de numéro ou d’adresse
message-reason-setting = les réglages ont changé
message-reason-used = ce code ou ce lien ne servait plus
message-reason-cap = le plafond du jour était atteint
message-reason-provider = l’opérateur l’a refusé
message-reason-gave-up = l’opérateur n’a jamais répondu présent
message-reason-timed-out = l’opérateur n’a pas répondu à temps
message-reason-interrupted = le serveur s’est arrêté pendant l’envoi
message-reason-bounced = l’adresse n’existe pas
