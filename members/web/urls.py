from django.urls import path

from members.web.views import desk, joining, own

app_name = "members"
urlpatterns = [
    path("members/register", joining.Register.as_view(), name="register"),
    path("members/registered", joining.Registered.as_view(), name="registered"),
    path("members/verify", joining.Verify.as_view(), name="verify"),
    path("members/verified", joining.Verified.as_view(), name="verified"),
    path("members/verify/resend", joining.AskForLink.as_view(), name="resend"),
    path("members/verify/resent", joining.Asked.as_view(), name="resent"),
    path("me", own.Profile.as_view(), name="profile"),
    path("me/link", own.SendLink.as_view(), name="send_link"),
    path("me/delete", own.Leave.as_view(), name="leave"),
    path("members", desk.Find.as_view(), name="find"),
    path("members/add", desk.Enrol.as_view(), name="add"),
    path("members/<uuid:member_id>", desk.OneMember.as_view(), name="member"),
    path("members/<uuid:member_id>/edit", desk.Edit.as_view(), name="edit"),
    path("members/<uuid:member_id>/block", desk.BlockMember.as_view(), name="block"),
    path("members/<uuid:member_id>/delete", desk.Remove.as_view(), name="delete"),
    path("members/blocks/<uuid:block_id>/lift", desk.LiftBlock.as_view(), name="unblock"),
]
