# Signing in, of those who come and of the staff.
phone-title = Retrouver mes rendez-vous
phone-why = Nous vous envoyons un code par SMS. Il n’y a pas de mot de passe.
phone-send = Recevoir le code
phone-neither = Pas de téléphone ? Venez à l’accueil : nous vous aidons sur place.
code-page-title = Le code reçu par SMS
code-sent = Si ce numéro est connu de nous, un code vient d’y être envoyé :
code-label = Code à 6 chiffres
code-hint = Il marche pendant 10 minutes.
code-again = Renvoyer un code
calling-title = Qui êtes-vous ?
calling-not-there = Vous n’êtes pas dans la liste ? Appelez-nous ou venez à l’accueil.
sign-in-sorry = Ce n’est pas possible
sign-in-refused = Ce n’est pas juste, ou c’est trop ancien. Vérifiez et recommencez.
sign-in-no-link = Ce lien ne marche plus. Demandez-en un autre.
sign-in-needs-code = Ce lien a été ouvert sur un autre appareil. Prouvez votre numéro avec un code.
sign-in-signed-out = Votre session est terminée. Recommencez.
sign-in-not-a-phone = Ce numéro n’existe pas. Vérifiez ses 10 chiffres, ou écrivez + et l’indicatif du pays.
sign-in-where = Vous travaillez dans plusieurs territoires. Choisissez, puis redonnez votre mot de passe.
password-email = Adresse e-mail
password-password = Mot de passe
password-forgotten = Mot de passe oublié
reset-send = Recevoir un lien
reset-sent = Si { $email } est connue, un lien vient d’y être envoyé. Il marche une heure.
factor-title = Second contrôle
factor-enrol = Une seule fois : ajoutez ce compte dans une application de codes (FreeOTP, Aegis…), puis écrivez le code qu’elle montre.
factor-secret = Ou tapez cette clé dans l’application :
factor-open = Ouvrir l’application sur cet appareil
factor-code = Code à 6 chiffres de votre application
choose-title = Choisir un mot de passe
choose-invited = Bienvenue. Ce mot de passe ouvrira le compte { $email }.
choose-reset = Nouveau mot de passe du compte { $email }. Les sessions ouvertes seront fermées.
choose-new = Mot de passe
choose-hint = Au moins 12 lettres, chiffres ou mots. Une phrase est le plus facile à retenir.
choose-save = Enregistrer
link-title = Rendez-vous
link-invited = Vous pouvez choisir l’heure de votre rendez-vous
link-after-code = Ce lien a déjà servi sur un autre appareil. Pour voir ou changer le rendez-vous ici, prouvez votre numéro.
link-open = Voir ou changer mon rendez-vous
link-choose = Choisir l’heure
account-where = Je travaille pour
account-go = Changer
account-sessions = Appareils connectés
account-device = Appareil
account-seen = Vu la dernière fois
account-here = celui-ci
account-end = Déconnecter
account-end-one = Déconnecter { $device }
sign-in-wait =
    { $count ->
        [one] Trop d’essais. Recommencez dans { $count } minute.
       *[other] Trop d’essais. Recommencez dans { $count } minutes.
    }
sign-in-too-short = Ce mot de passe est trop court : 12 signes au moins.
sign-in-too-long = Ce mot de passe est trop long : 200 signes au plus.
sign-in-holds-address = Ce mot de passe contient votre adresse. Choisissez-en un autre.
sign-in-common = Ce mot de passe est trop connu. Choisissez-en un autre, par exemple une phrase.
