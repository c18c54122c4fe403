# The page of the demo town: what nobody sees elsewhere.
demo-title = Demo town
demo-why = This page exists only in the demo town: it shows the accounts of the staff and the messages that would be sent.
demo-accounts-title = Staff accounts
demo-address = Address
demo-password = Password
demo-code = Code now
demo-role = Role
demo-messages = Messages
demo-no-message = No message. Ask for a code, or book an appointment.
demo-to = To
demo-says = Content
demo-reload = Refresh
notice-sign-in-code = Code: { $secret }
notice-invitation = Choose an appointment: { $secret }
notice-worker-invitation = Open your account: { $secret }
notice-password-reset = New password: { $secret }
notice-appointment-link = Your appointment: { $secret }
