# Booking alone, page by page.
territory-title = Où habitez-vous ?
territory-none = Aucun service n’est encore ouvert ici.
motive-title = De quoi avez-vous besoin ?
motive-none = On ne peut pas encore prendre de rendez-vous ici. Appelez-nous ou venez à l’accueil.
motive-other-title = Vous ne trouvez pas ?
motive-other = Laissez votre numéro, nous vous appelons. Vous pouvez aussi venir à l’accueil.
where-title = Où voulez-vous votre rendez-vous ?
where-by-phone = Par téléphone
where-by-phone-hint = Nous vous appelons, pas de trajet
where-which = Laquelle ?
where-commune = Votre commune ou code postal
where-commune-hint = Par exemple : Arras, ou 62000
where-nothing = Nous ne connaissons pas « { $typed } ». Vérifiez, ou choisissez dans la liste des lieux.
where-unknown = Je ne sais pas : voir tous les lieux
where-place-hint = { $address } – premier rendez-vous : { $when }
places-title = Choisissez un lieu
places-no-sector = Nous ne savons pas quel lieu s’occupe de votre commune. Choisissez le plus pratique pour vous.
places-none = Aucun lieu n’a de rendez-vous libre. Laissez votre numéro, nous vous appelons.
street-title = Votre rue
street-label = Dans quelle rue habitez-vous ?
street-hint = Votre commune est partagée entre plusieurs lieux. Sans le numéro, par exemple : rue des Écoles
street-unknown = Nous ne trouvons pas cette rue. Vérifiez son nom, ou choisissez dans la liste des lieux.
slots-page-title = Choisissez l’heure
slots-earlier = Plus tôt
slots-later = Plus tard
slots-left =
    { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
waiting-join = M’avertir si une place se libère
who-title = Pour qui ?
who-first-name = Votre prénom
who-phone = Votre téléphone
who-phone-hint = Pour vous confirmer le rendez-vous. Par exemple : 06 12 34 56 78
who-no-phone = Je n’ai pas de téléphone
who-other = C’est pour une autre personne
who-other-yes = Oui, je prends ce rendez-vous pour quelqu’un
who-other-name = Son prénom
who-name-missing = Écrivez un prénom.
who-name-long = Ce prénom est trop long : 80 lettres au plus.
who-phone-missing = Écrivez un numéro de téléphone, ou cochez « Je n’ai pas de téléphone ».
who-phone-wrong = Ce numéro n’existe pas. Vérifiez ses 10 chiffres, ou écrivez + et l’indicatif du pays.
check-title = Vérifiez
check-again = Du temps a passé : l’heure est encore libre. Confirmez de nouveau.
check-moved-from = Ce rendez-vous remplace celui du { $when }.
check-for-whom = Pour qui ?
check-confirm = Confirmer le rendez-vous
check-move = Déplacer le rendez-vous
check-change = Changer le nom ou le téléphone
check-other-slot = Choisir une autre heure
taken-title = Cette heure n’est plus libre
taken-others = Ces heures sont libres :
taken-all = Voir toutes les heures libres
already-title = Ce rendez-vous est déjà pris
already = Une personne avec ce prénom et ce téléphone a déjà ce rendez-vous : { $when }. Pour le changer, prouvez votre numéro avec un code.
