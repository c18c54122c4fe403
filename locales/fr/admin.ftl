# The settings area: what administrators read.
settings-title = Réglages
settings-intro = Ce que vous changez ici vaut tout de suite, pour le public et pour vos collègues. Les rendez-vous déjà pris ne changent pas.
settings-save = Enregistrer
settings-saved = C’est enregistré.
settings-sent-already = Ce formulaire a déjà été enregistré. Regardez dans la liste ; envoyez-le de nouveau seulement si vous en voulez un autre.
settings-none = Il n’y en a pas encore.
settings-on = En service
settings-off = Hors service
settings-is-off = C’est hors service : plus rien n’est proposé. Tout le reste est gardé.
settings-switch-off = Mettre hors service
settings-switch-on = Remettre en service
settings-no-service = Aucun service
settings-nobody = Personne
settings-minutes =
    { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
settings-workers =
    { $count ->
        [0] Personne
        [one] 1 agent
       *[other] { $count } agents
    }

settings-motives-title = Motifs
settings-motives-what = Pourquoi on vient : la durée, qui peut réserver, combien de temps à l’avance.
settings-motives-new = Ajouter un motif
motive-name = Nom du motif
motive-name-hint = Comme vous l’appelez entre collègues. Le public ne le voit pas.
motive-public-name = Nom pour le public
motive-public-name-hint = Des mots simples et discrets : ils sont lus dans les messages, peut-être par-dessus une épaule.
motive-mode = Comment
motive-mode-hint = La manière dont le rendez-vous se passe.
motive-mode-phone = Par téléphone
motive-mode-office = Sur place
motive-mode-home = À domicile
motive-mode-video = En vidéo
motive-mode-outreach = À l’extérieur
motive-duration = Durée en minutes
motive-duration-short = Durée
motive-duration-hint = Combien de temps la personne est reçue.
motive-bookable-by = Qui peut réserver
motive-bookable-by-hint = Le public, seulement les personnes à qui vous avez envoyé un lien, ou seulement vos collègues.
bookable-by-staff = Les agents seulement
bookable-by-invited = Les personnes invitées par un lien
bookable-by-public = Tout le monde
motive-when = Quand on peut réserver, déplacer, annuler
motive-min-delay = Au plus tard avant le rendez-vous
motive-min-delay-hint = Un créneau plus proche que cela n’est plus proposé au public.
motive-max-delay = Au plus tôt avant le rendez-vous
motive-max-delay-hint = Un créneau plus lointain que cela n’est pas encore proposé au public.
motive-cancel-notice = Annuler seul jusqu’à
motive-cancel-notice-hint = Ensuite, la personne doit vous appeler pour annuler.
motive-move-notice = Déplacer seul jusqu’à
motive-move-notice-hint = Ensuite, la personne doit vous appeler pour changer d’heure.
motive-unit = unité
unit-minutes = minutes
unit-hours = heures
unit-days = jours
motive-quota = Rendez-vous à venir par personne
motive-quota-hint = Combien une personne peut en avoir à la fois pour ce motif. Vide : sans limite.
motive-follow-up = Suivi : seulement avec le référent de la personne
motive-follow-up-hint = La personne ne voit que les créneaux de l’agent qui la suit.
motive-around = Temps avant et après
motive-buffer-before = Minutes gardées avant
motive-buffer-before-hint = Pour préparer ou pour la route : ce temps n’est proposé à personne d’autre.
motive-buffer-after = Minutes gardées après
motive-buffer-after-hint = Pour noter ou pour rentrer : ce temps n’est proposé à personne d’autre.
motive-with = Avec qui et avec quoi
motive-service = Service
motive-service-hint = Le service dont relève ce motif.
motive-workers = Combien d’agents
motive-workers-hint = Un seul, deux au choix d’une équipe, ou toujours les deux mêmes.
motive-workers-one = Un seul agent
motive-workers-team = Deux agents de l’équipe { $team }
motive-workers-pair = Toujours les deux agents nommés ci-dessous
motive-first-worker = Premier agent
motive-second-worker = Deuxième agent
motive-pair-hint = Seulement si ce sont toujours les deux mêmes.
motive-resource-room = Salles
motive-resource-car = Voitures
motive-resource-interpreter = Interprètes
motive-resource-hint = Combien il en faut de libres en même temps.
motive-seats = Places d’un atelier
motive-seats-hint = Combien de personnes peuvent venir ensemble. Vide : un rendez-vous individuel.
motive-words = Textes et dessin
motive-text-before = À préparer
motive-text-before-hint = Ce que la personne lit avant de venir : papiers à apporter, entrée à prendre.
motive-text-after = Après le rendez-vous
motive-text-after-hint = Ce que la personne lit une fois reçue.
motive-pictogram = Dessin
motive-pictogram-hint = Il aide les personnes qui lisent peu.
pictogram-talk = Parler
pictogram-phone = Téléphone
pictogram-home = Logement
pictogram-paper = Papiers
pictogram-money = Argent
pictogram-health = Santé
pictogram-family = Famille
pictogram-work = Travail
pictogram-food = Repas
pictogram-law = Droits
pictogram-group = Groupe
pictogram-screen = Ordinateur
motive-preview = Voir ce que cela proposerait
motive-off-what = Hors service, ce motif n’est plus proposé. Les rendez-vous déjà pris restent.
preview-slots =
    { $count ->
        [one] Cela aurait proposé 1 créneau dans les sept jours qui viennent.
       *[other] Cela aurait proposé { $count } créneaux dans les sept jours qui viennent.
    }
preview-sessions =
    { $count ->
        [one] Cela aurait proposé 1 séance d’atelier dans les sept jours qui viennent.
       *[other] Cela aurait proposé { $count } séances d’atelier dans les sept jours qui viennent.
    }
preview-none = Cela n’aurait rien proposé dans les sept jours qui viennent.
preview-public = Compté comme le public le verrait, sur les agendas d’aujourd’hui.
preview-invited = Compté comme une personne invitée le verrait, sur les agendas d’aujourd’hui.
preview-staff = Compté comme vos collègues le verraient, sur les agendas d’aujourd’hui : le public ne voit pas ce motif.
preview-as-if-given = Ce motif est nouveau : c’est compté comme si chaque permanence le proposait. Après l’avoir enregistré, ajoutez-le aux permanences dans l’agenda.
preview-not-saved = Rien n’est encore enregistré.

settings-places-title = Lieux
settings-places-what = Où vous recevez : adresse, téléphone, heure locale et jours fériés.
settings-places-new = Ajouter un lieu
place-name = Nom du lieu
place-name-hint = Comme les gens l’appellent.
place-address = Adresse
place-address-hint = Sur une ligne, comme on la dit à quelqu’un qui cherche.
place-phone = Téléphone
place-phone-hint = Le numéro que le public peut appeler. Vide : aucun.
place-zone = Heure locale
place-zone-hint = Les heures des rendez-vous sont celles de l’horloge de ce lieu.
place-holidays = Jours fériés
place-holidays-hint = Rien n’est proposé dans ce lieu les jours fériés de cette région.
place-off-what = Hors service, ce lieu n’est plus proposé et ses permanences ne comptent plus.
place-to-come =
    { $count ->
        [one] 1 rendez-vous est encore prévu dans ce lieu. Déplacez-le ou annulez-le d’abord, dans l’agenda.
       *[other] { $count } rendez-vous sont encore prévus dans ce lieu. Déplacez-les ou annulez-les d’abord, dans l’agenda.
    }
zone-paris = Hexagone et Corse (Paris)
zone-guadeloupe = Guadeloupe
zone-martinique = Martinique
zone-cayenne = Guyane
zone-reunion = La Réunion
zone-mayotte = Mayotte
zone-saint-barthelemy = Saint-Barthélemy
zone-marigot = Saint-Martin
zone-miquelon = Saint-Pierre-et-Miquelon
zone-noumea = Nouvelle-Calédonie
zone-tahiti = Polynésie : Tahiti
zone-marquesas = Polynésie : Marquises
zone-gambier = Polynésie : Gambier
zone-wallis = Wallis-et-Futuna
region-metropole = Hexagone et Corse
region-alsace-moselle = Alsace et Moselle
region-guadeloupe = Guadeloupe
region-martinique = Martinique
region-guyane = Guyane
region-reunion = La Réunion
region-mayotte = Mayotte
region-saint-barthelemy = Saint-Barthélemy
region-saint-martin = Saint-Martin
region-saint-pierre-et-miquelon = Saint-Pierre-et-Miquelon
region-nouvelle-caledonie = Nouvelle-Calédonie
region-polynesie-francaise = Polynésie française
region-wallis-et-futuna = Wallis-et-Futuna

settings-services-title = Services
settings-services-what = Les services du territoire : toutes les organisations les partagent.
settings-services-new = Ajouter un service
service-name = Nom du service
service-name-hint = Par exemple : action sociale, protection de l’enfance.

settings-workers-title = Agents
settings-workers-what = Vos collègues : leur rôle, leur service, et inviter quelqu’un.
settings-workers-new = Inviter un agent
workers-invited = L’agent est ajouté. Son invitation part par e-mail.
worker-invite-what = L’agent recevra un lien pour choisir son mot de passe.
worker-invite = Inviter
worker-invite-again-what = Un lien pour choisir un mot de passe peut être envoyé de nouveau : celui d’avant ne marche alors plus.
worker-invite-again = Renvoyer l’invitation
worker-first-name = Prénom
worker-first-name-hint = Comme ses collègues l’appellent.
worker-last-name = Nom
worker-last-name-hint = Son nom de famille.
worker-email = Adresse e-mail
worker-email-hint = Celle du travail : le lien y est envoyé, et elle sert à se connecter.
worker-role = Rôle
worker-role-hint = Ce que cette personne peut voir et faire dans votre organisation.
worker-role-yourself = Vous ne changez pas votre propre rôle : demandez à un autre administrateur.
worker-service = Service
worker-service-hint = Le service où cette personne travaille.
worker-off-what = Hors service, cette personne ne peut plus se connecter et n’a plus de créneaux.
worker-to-come =
    { $count ->
        [one] Cet agent a encore 1 rendez-vous à venir. Déplacez-le ou annulez-le d’abord, dans son agenda.
       *[other] Cet agent a encore { $count } rendez-vous à venir. Déplacez-les ou annulez-les d’abord, dans son agenda.
    }
role-what-worker = Reçoit des personnes et tient son agenda.
role-what-secretary = Prend les rendez-vous de tous ; voit qui, quand et où, ni notes ni papiers.
role-what-team-lead = Comme un agent, avec les agendas de l’équipe et les statistiques.
role-what-organisation-admin = Règle tout ce qui est de l’organisation.
role-what-territory-admin = Règle aussi les services et les secteurs.
role-what-operator = Fait tourner le serveur ; ne voit personne.

settings-teams-title = Équipes
settings-teams-what = Les agents qui se remplacent ou qui reçoivent à deux.
settings-teams-new = Ajouter une équipe
team-name = Nom de l’équipe
team-name-hint = Comme vous l’appelez entre collègues.
team-members = Membres
team-members-hint = Cochez celles et ceux qui en font partie.

settings-sectors-title = Secteurs
settings-sectors-what = Quelles communes, et qui en est chargé.
sectors-none = Il n’y a pas encore de secteur. Ils viennent d’un fichier : la commande « relais import sectors ».
sector-communes = Communes
sector-in-charge = Qui en est chargé
sector-in-charge-hint = Les personnes qui habitent là voient les créneaux de ceux qui sont cochés, et de personne d’autre.
sector-nobody = Personne
sector-nobody-what = Personne n’en est chargé : les personnes qui habitent là ne trouvent aucun créneau.
sector-add = Ajouter
sector-add-hint = Une organisation entière, ou un seul de ses agents.
sector-organisations = Organisations

settings-holidays-title = Jours fériés
settings-holidays-what = Les jours où rien n’est proposé, calculés chaque année.
holidays-why = Ces jours sont fixés par la loi et calculés pour chaque région : rien n’est proposé ces jours-là, et vous n’avez rien à saisir.
holidays-where = Pour : { $places }
holidays-day = Jour
holidays-name = Jour férié
holiday-new-year = Jour de l’an
holiday-gospel-arrival = Arrivée de l’Évangile
holiday-mid-lent = Mi-carême
holiday-good-friday = Vendredi saint
holiday-easter-monday = Lundi de Pâques
holiday-saint-peter-chanel = Saint Pierre Chanel
holiday-labour-day = Fête du Travail
holiday-victory-day = Victoire de 1945
holiday-ascension = Ascension
holiday-pentecost-monday = Lundi de Pentecôte
holiday-abolition-of-slavery = Abolition de l’esclavage
holiday-internal-autonomy = Autonomie interne
holiday-saints-peter-and-paul = Saints Pierre et Paul
holiday-national-day = Fête nationale
holiday-victor-schoelcher = Victor Schœlcher
holiday-territory-day = Fête du Territoire
holiday-assumption = Assomption
holiday-citizenship-day = Fête de la Citoyenneté
holiday-all-saints = Toussaint
holiday-armistice = Armistice de 1918
holiday-matarii = Matari’i
holiday-christmas = Noël
holiday-saint-stephen = Saint Étienne

wrong-missing = Écrivez quelque chose ici.
wrong-too-long = C’est trop long : raccourcissez.
wrong-name-taken = Ce nom est déjà pris. Choisissez-en un autre.
wrong-not-a-number = Écrivez un nombre entier, en chiffres.
wrong-not-positive = Écrivez 1 ou plus.
wrong-negative = Écrivez 0 ou plus.
wrong-over-a-day = Avec le temps avant et après, un rendez-vous dure 24 heures au plus.
wrong-window-backwards = « Au plus tôt » doit être plus long que « au plus tard ».
wrong-too-far = C’est trop : 366 jours au plus.
wrong-same-person = Choisissez deux personnes différentes.
wrong-pair-incomplete = Choisissez « toujours les deux agents » et nommez les deux, ou ne nommez personne.
wrong-team-and-pair = Choisissez une équipe ou deux agents nommés, pas les deux.
wrong-not-a-phone = Ce numéro n’existe pas. Écrivez-le en entier, par exemple 03 21 00 00 00.
wrong-not-an-email = Écrivez une adresse entière, par exemple prenom.nom@exemple.fr.
wrong-email-taken = Quelqu’un du territoire a déjà cette adresse. Regardez dans la liste, aussi parmi les agents hors service.
wrong-not-in-list = Choisissez dans la liste.
wrong-yourself = Vous ne pouvez pas vous l’enlever vous-même : demandez à un autre administrateur.
wrong-role-above-yours = Ce rôle est au-dessus du vôtre : demandez à l’administrateur du territoire.
wrong-works-elsewhere = Cet agent travaille aussi pour une autre organisation : demandez à l’administrateur du territoire.

thing-service = Service
thing-sector = Secteur
