from django.urls import path

from accounts.web import devices, languages, views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign_in"),
    path("sign-out", views.SignOut.as_view(), name="sign_out"),
    path("sign-out/everywhere", views.SignOutEverywhere.as_view(), name="sign_out_everywhere"),
    path("language", languages.Choose.as_view(), name="language"),
    path("me/devices", devices.Devices.as_view(), name="devices"),
    path(
        "me/devices/browsers/<uuid:session_id>/end",
        devices.EndBrowser.as_view(),
        name="end_browser",
    ),
    path("me/devices/<uuid:device_id>/end", devices.EndDevice.as_view(), name="end_device"),
    path("welcome", views.Welcome.as_view(), name="welcome"),
    path("password/change", views.PasswordChange.as_view(), name="password_change"),
    path("password/reset", views.ResetAsk.as_view(), name="password_reset"),
    path("password/reset/sent", views.ResetSent.as_view(), name="password_reset_sent"),
    # core.http keeps what follows /password/reset/ out of the log.
    path(
        "password/reset/<str:uidb64>/<str:token>",
        views.ResetLink.as_view(),
        name="password_reset_confirm",
    ),
    path("password/choose", views.ResetChoose.as_view(), name="password_choose"),
    path("password/chosen", views.ResetDone.as_view(), name="password_reset_done"),
]
