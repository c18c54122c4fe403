# What the command line says.

error = Erreur : { $what }
error-not-found = { $thing } : introuvable, ou d’une autre organisation. Vérifiez le numéro.
error-denied = Il manque le droit « { $permission } ». Faites une clé qui l’a : relais api-key --permissions …
error-unauthorised = La clé d’accès manque, est inconnue ou a été retirée.
error-invalid = { $field } : { $why }
error-key-reused = Cette clé d’idempotence a déjà servi pour une autre demande.
error-database = La base de données ne répond pas comme prévu : { $why }. Lancez « relais doctor ».

thing-territory = Territoire
thing-organisation = Organisation
thing-place = Lieu
thing-motive = Motif
thing-worker = Agent
thing-team = Équipe
thing-person = Personne
thing-appointment = Rendez-vous
thing-session = Session

name-unknown = { $thing } : « { $value } » n’existe pas. Connus : { $known }.
name-several = { $thing } : plusieurs s’appellent « { $value } ». Précisez : { $known }.
name-needed = { $thing } : il y en a plusieurs. Ajoutez { $option } et l’un de ces noms : { $known }.
name-none-yet = Il n’y a encore aucun territoire dans cette base. Lancez « relais set-up » pour créer le vôtre, « relais demo » pour une ville d’essai, ou vérifiez le réglage database.
name-nothing-known = aucun

start-form = « { $value } » n’est pas une date et une heure. Écrivez-les ainsi : "2026-03-10 09:00".
day-form = « { $value } » n’est pas une date. Écrivez-la ainsi : 2026-03-10.
days-range = Cherchez sur 1 à 366 jours.
person-needed = Dites pour qui : --person et un numéro de dossier, ou --first-name (et --last-name, --phone).
person-unknown = Personne n’a le numéro « { $value } ». Vérifiez-le, ou donnez --first-name et --phone.
person-several = Plusieurs personnes ont le numéro « { $value } ». Donnez un numéro qui n’appartient qu’à une seule.
phone-form = « { $value } » n’est pas un numéro de téléphone valable. Vérifiez ses 10 chiffres, ou écrivez + et l’indicatif du pays.

slots-title = { $motive }, { $minutes } minutes
slots-none = Aucun créneau. { $why }
slots-no-place = sans lieu
slots-zone = heure de { $zone }
slots-session = séance n° { $appointment }, places libres : { $left } sur { $seats }
slots-count =
    { $count ->
        [one] Un créneau.
       *[other] { $count } créneaux.
    }
slots-cut = Les { $shown } premiers de { $count } créneaux. Pour voir la suite : --from { $next }

booked = Rendez-vous n° { $appointment } : { $when }, { $who }, { $where }.
booked-already = Cette personne a déjà ce rendez-vous, n° { $appointment } : { $when }, { $who }, { $where }.
booked-session = Séance n° { $appointment } prévue : { $when }, { $who }, { $where }. Places : { $seats }.
booked-joined = Inscription faite, séance n° { $appointment } : { $when }, { $who }, { $where }.
booked-joined-already = Cette personne est déjà inscrite, séance n° { $appointment } : { $when }, { $who }, { $where }.
moved = Rendez-vous n° { $appointment } déplacé : { $when }, { $who }, { $where }.
cancelled = Rendez-vous n° { $appointment } annulé ({ $status }) : { $when }.
cancelled-already = Le rendez-vous n° { $appointment } est déjà annulé ({ $status }).
others-title = D’autres créneaux :
how-to-accept = Pour passer outre : --accept { $words }

api-key-made = Clé « { $name } » pour { $organisation }, droits : { $permissions }. Notez-la maintenant, elle ne sera plus affichée :

set-up-organisation =
    { $organisation } ({ $zone }) : { $places ->
        [one] { $places } lieu
       *[other] { $places } lieux
    }, { $workers ->
        [one] { $workers } agent
       *[other] { $workers } agents
    }, { $motives ->
        [one] { $motives } motif
       *[other] { $motives } motifs
    }
set-up-not-written = Rien n’est encore écrit. Pour créer ce territoire, ajoutez --write.
set-up-done = { $territory } est créé. Ensuite : relais import openings, relais import people, relais serve.
set-up-exists = Le territoire « { $territory } » existe déjà. Donnez un autre nom, ou une autre base (réglage database).
set-up-form = Le plan ne peut pas être lu, à l’endroit { $at } : { $why }. Un exemple : relais set-up --example
set-up-faults =
    Le plan est à corriger :
    { $faults }
set-up-empty = à remplir
set-up-twice = « { $value } » y est déjà
set-up-unknown = « { $value } » n’est pas dans le plan
set-up-number = { $value } n’est pas entre { $from } et { $to }
set-up-both = avec { $other } : choisissez l’un ou l’autre

demo-made = Ville d’essai prête : { $territory } ({ $database }).
demo-there = La ville d’essai est déjà là : { $territory } ({ $database }).
demo-where = Où regarder :
demo-home = accueil : { $url }
demo-page = comptes, codes et messages de la ville d’essai : { $url }
demo-api = description de l’API : { $url }
demo-key = clé d’API (tous les droits) : { $token }
demo-accounts = Comptes d’agents (adresse, mot de passe, code du moment ; chaque code sert une fois et change toutes les 30 secondes) :
demo-account = { $email }  { $password }  { $code }  { $role ->
        [worker] agent
        [secretary] secrétariat
        [team_lead] responsable d’équipe
        [organisation_admin] administration de l’organisation
        [territory_admin] administration du territoire
       *[other] exploitation
    }
demo-try = À essayer, dans un autre terminal :
demo-stop = Pour arrêter : Ctrl+C. Pour repartir de zéro : supprimez { $file }.
bounce-none = Ce n’est pas un avis de remise (RFC 3464) : rien n’a été noté.
bounce-failed = { $id } n’est pas arrivé chez { $address } : { $status } { $reason }
bounce-delayed = { $id } n’est pas encore arrivé chez { $address } : { $status } { $reason }
bounce-delivered = { $id } est arrivé chez { $address }.

job-never = { $name } : jamais exécutée
job-line = { $name } : { $ended }, { $took } ms, { $result } (échecs : { $failures }) ; ensuite { $next }
job-unknown = Il n’y a pas de tâche « { $name } ». Les tâches : { $names }.
job-done = { $name } : { $result }
job-would = { $name } ferait : { $result }
job-elsewhere = { $name } est en cours sur un autre serveur.
