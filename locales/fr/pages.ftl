# What is around every page of the public.
language-name = Français
skip = Aller au contenu
brand = Rendez-vous
exit = Quitter vite
languages = Langues
footer = Autres pages
staff-door = Espace des agents
back = Retour
continue = Continuer
search = Chercher
to-start = Revenir au début
my-appointments = Mes rendez-vous
call-me = Être rappelé

mode-phone = Par téléphone : nous vous appelons
mode-office = Sur place
mode-home = Chez vous
mode-video = En vidéo
mode-outreach = Nous venons vers vous

label-when = Quand
label-how = Comment
label-where = Où
label-with = Avec
label-what = Pour quoi
label-name = Nom
label-phone = Téléphone
label-call = Pour nous joindre
label-status = État
what-to-bring = À préparer
faults-title = À corriger :

sorry-not-found-title = Cette page n’existe pas
sorry-not-found = L’adresse est fausse, ou ce rendez-vous n’est pas ouvert sur cet appareil.
sorry-denied-title = Vous n’avez pas accès à cette page
sorry-denied = Demandez à la personne qui gère votre service.
sorry-refused-title = Ce n’est pas possible
sorry-invalid-title = Cette demande n’est pas complète
sorry-invalid = Revenez à la page d’avant, vérifiez ce que vous avez écrit et recommencez.
sorry-failed-title = Un problème chez nous
sorry-failed = Rien n’a été enregistré. Réessayez dans une minute. Si cela continue, donnez-nous ce code : { $reference }
again-title = Encore un clic
again-why = La page était ouverte depuis longtemps. Rien n’a encore été enregistré. Ce que vous avez écrit est gardé : envoyez-le de nouveau.
again-cookie = Votre appareil refuse peut-être les cookies. Sans eux, appelez-nous ou venez à l’accueil.
again-send = Envoyer de nouveau
