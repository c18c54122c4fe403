# L’agenda et la fermeture d’un lieu : ce qui ne va pas dans un formulaire, et quoi faire.

agenda-no-hours = Aucune heure n’est donnée. Indiquez au moins une plage, par exemple 9 h – 12 h.
agenda-hours-overlap = Deux plages se chevauchent. Corrigez leurs heures.
agenda-ends-before-it-starts = La fin est avant le début. Corrigez l’une des deux.
agenda-days-missing = Les jours ne sont pas choisis. Cochez les jours de la semaine, ou indiquez un seul jour.
agenda-rule = Cette répétition n’est pas comprise. Choisissez par jour, par semaine ou par mois.
agenda-no-day = Avec ces dates, cette répétition ne tombe aucun jour. Changez les dates ou les jours.
agenda-no-motive = Aucun motif n’est choisi : personne ne pourrait prendre rendez-vous. Choisissez au moins un motif.
agenda-not-an-occurrence = Il n’y a rien ce jour-là. Affichez de nouveau l’agenda et choisissez un autre jour.
agenda-absence-too-long = Une absence dure 44 jours au plus. Écrivez-en deux, l’une après l’autre.
agenda-span-too-long = La période est trop longue. Choisissez-en une plus courte.
agenda-phone = Ce numéro de téléphone n’est pas complet. Écrivez-le avec tous ses chiffres, par exemple 06 12 34 56 78.
agenda-name = Le nom manque. Écrivez comment appeler la personne.
agenda-draft-too-long = Ce brouillon est trop long pour être gardé.

thing-opening = Plage d’ouverture
thing-absence = Absence
thing-closure = Fermeture
thing-call-back = Demande de rappel
thing-waiting-entry = Place sur la liste d’attente
thing-reply = Réponse
thing-proposal = Heure gardée
