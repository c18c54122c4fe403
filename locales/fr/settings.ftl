# Settings, start-up and the check-up of an installation.

config-not-there = Le fichier de réglages « { $file } » n’existe pas. Vérifiez son nom, ou retirez --config : Relais démarre aussi sans fichier.
config-bad = Les réglages ne se lisent pas : { $why }. La commande « relais check-config » montre chaque réglage et d’où il vient.
config-not-toml = Le fichier de réglages « { $file } » n’est pas du TOML : { $why }
    Écrivez un réglage par ligne, par exemple : database = "sqlite:data/relais.db"
config-all-good = Tous les réglages sont bons.
config-mistakes =
    { $count ->
        [one] Un réglage est à corriger.
       *[other] { $count } réglages sont à corriger.
    }
config-line = { $name } = { $value }   ({ $origin })
config-origin-default = valeur par défaut
config-origin-file = fichier { $file }
config-origin-environment = variable d’environnement { $variable }
config-unknown = « { $name } » n’est pas un réglage ({ $origin }). Réglages connus : { $known }.
config-wrong = { $name } : « { $value } » ne va pas ({ $origin }). { $expected }

expected-database = Écrivez sqlite:data/relais.db pour un fichier, ou postgres://utilisateur:motdepasse@serveur/nom.
expected-listen = Écrivez une adresse et un port : 127.0.0.1:8080.
expected-public-url = Écrivez l’adresse que tapent les gens : https://rdv.exemple.fr.
expected-behind-proxy = Écrivez true derrière un serveur mandataire à vous, false sinon.
expected-key-file = Écrivez le chemin d’un fichier, hors du dossier des données.
expected-connections = Écrivez un nombre de 1 à 1000.
expected-log = Écrivez un filtre de « tracing » : info, ou relais=debug,info.
expected-log-format = Écrivez text ou json.
expected-codes-a-day = Écrivez combien de codes de connexion un territoire peut envoyer par jour : un nombre de 1 à 1000000.
expected-language = Écrivez une langue connue : { $known }.

start-key-file = La clé « { $file } » ne peut pas être lue ni créée : { $why }. Vérifiez que le dossier existe et que vous avez le droit d’y écrire.
start-key-form = Le fichier « { $file } » n’est pas une clé de Relais (64 chiffres hexadécimaux). Remettez la copie que vous avez gardée : sans elle, les liens et les créneaux déjà donnés ne marchent plus.
start-key-random = Le système ne donne pas de nombres aléatoires : { $why }. Redémarrez la machine.
start-database-scheme = « { $address } » n’est pas une adresse de base de données. { $expected }
start-database-open = La base de données ne s’ouvre pas : { $why }. Vérifiez que le serveur est démarré, que le dossier existe et que vous avez le droit d’y écrire.
start-database-folder = Le dossier « { $folder } » ne peut pas être créé : { $why }. Créez-le, ou choisissez-en un autre (réglage database).
start-database-migrate = La base de données ne peut pas être mise à jour : { $why }. Si elle vient d’une version plus récente de Relais, installez cette version.
start-listen = L’adresse { $address } ne peut pas être prise : { $why }. Un autre Relais tourne-t-il déjà ? Sinon choisissez-en une autre (réglage listen).

migrate-done =
    { $count ->
        [0] La base de données ({ $kind }) est déjà à jour.
        [one] La base de données ({ $kind }) est à jour : une migration faite.
       *[other] La base de données ({ $kind }) est à jour : { $count } migrations faites.
    }

doctor-good = bon
doctor-careful = attention
doctor-bad = à réparer
doctor-database-reached = Base de données joignable : { $kind }, { $address }.
doctor-database-absent = La base « { $file } » n’existe pas encore. Créez-la avec « relais migrate » ou « relais serve ».
doctor-migrations-done = Le schéma est à jour.
doctor-migrations-missing = Il manque des migrations : { $names }. Lancez « relais migrate ».
doctor-key-there = Clé : { $file }. Gardez-en une copie, hors des sauvegardes de la base.
doctor-key-absent = La clé « { $file } » n’existe pas encore : elle sera créée au premier démarrage.
doctor-key-beside-data = La clé « { $file } » est dans le dossier des données « { $folder } » : qui copie l’un copie l’autre. Déplacez-la et indiquez son chemin (réglage key_file).
doctor-key-open-to-others = D’autres utilisateurs de la machine peuvent lire la clé « { $file } ». Lancez : chmod 600 { $file }
doctor-integrity-good = Le fichier de la base est sain.
doctor-integrity-bad = Le fichier de la base est abîmé : { $why }. Arrêtez Relais et remettez la dernière sauvegarde.
doctor-references-bad =
    { $count ->
        [one] Une ligne pointe sur une ligne qui n’existe pas. Prévenez l’équipe de Relais, gardez une sauvegarde.
       *[other] { $count } lignes pointent sur des lignes qui n’existent pas. Prévenez l’équipe de Relais, gardez une sauvegarde.
    }
doctor-references-good = Aucune ligne ne pointe dans le vide.
doctor-overlaps-good = Aucun rendez-vous n’en chevauche un autre par erreur.
doctor-overlaps-bad =
    { $count ->
        [one] Deux rendez-vous se chevauchent sans que ce soit voulu. Prévenez l’équipe de Relais.
       *[other] { $count } chevauchements ne sont pas voulus. Prévenez l’équipe de Relais.
    }
doctor-seats-good = Les places prises sont bien comptées.
doctor-seats-bad =
    { $count ->
        [one] Un rendez-vous compte mal ses places. Prévenez l’équipe de Relais.
       *[other] { $count } rendez-vous comptent mal leurs places. Prévenez l’équipe de Relais.
    }
doctor-busy-good = Chaque rendez-vous à venir occupe son heure, aucun rendez-vous annulé n’en occupe.
doctor-busy-bad =
    { $count ->
        [one] Un rendez-vous n’occupe pas l’heure qu’il devrait. Prévenez l’équipe de Relais.
       *[other] { $count } rendez-vous n’occupent pas l’heure qu’ils devraient. Prévenez l’équipe de Relais.
    }
expected-sms-sender = Écrivez none, kannel, http ou file.
expected-http = Écrivez une adresse qui commence par http:// ou https:// : c’est là que partent les messages, ou qu’on nous joint.
expected-text = Écrivez un texte entre guillemets.
expected-seconds = Écrivez un nombre de secondes, de 1 à 120.
expected-email = Écrivez une adresse électronique, seule ou avec un nom : Rendez-vous <rdv@exemple.fr>.
expected-sms-headers = Écrivez une ligne par en-tête : Authorization: Bearer …
expected-sms-provider-ref = Écrivez un pointeur JSON, qui commence par / : /messages/0/id. Ou laissez vide.
expected-sms-incoming-secret = Écrivez au moins 16 caractères au hasard, par exemple avec « openssl rand -hex 24 ».
expected-sms-territory = Écrivez le numéro du territoire qui reçoit les réponses, ou 0 s’il n’y en a qu’un.
expected-mail-sender = Écrivez none, smtp ou file.
expected-mail-host = Écrivez le nom du serveur seul : smtp.exemple.fr.
expected-mail-port = Écrivez un port : 587 avec starttls, 465 avec tls, 25 sans chiffrement.
expected-mail-tls = Écrivez none, starttls ou tls.
expected-mail-ca-file = Écrivez le chemin d’un certificat au format PEM qui existe, ou laissez vide.
expected-mail-connections = Écrivez un nombre de 1 à 100.
expected-strangers-a-day = Écrivez combien de demandes une adresse peut faire par jour sans prouver de numéro : un nombre de 1 à 1000000.
