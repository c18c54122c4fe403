# The page of the demo town: what nobody sees elsewhere.
demo-title = Ville d’essai
demo-why = Cette page n’existe que dans la ville d’essai : elle montre les comptes des agents et les messages qui partiraient.
demo-accounts-title = Comptes d’agents
demo-address = Adresse
demo-password = Mot de passe
demo-code = Code du moment
demo-role = Rôle
demo-messages = Messages
demo-no-message = Aucun message. Demandez un code, ou prenez un rendez-vous.
demo-to = À
demo-says = Contenu
demo-reload = Actualiser
notice-sign-in-code = Code : { $secret }
notice-invitation = Choisir un rendez-vous : { $secret }
notice-worker-invitation = Ouvrir votre compte : { $secret }
notice-password-reset = Nouveau mot de passe : { $secret }
notice-appointment-link = Votre rendez-vous : { $secret }
