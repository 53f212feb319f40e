from django.urls import path

from plumbline.briefing.views import actions, items, meetings, minutes, wall

app_name = "briefing"
urlpatterns = [
    path("", meetings.index, name="list"),
    path("open/", meetings.open_one, name="open"),
    path("wall/", wall.board, name="wall"),
    path("actions/", actions.index, name="actions"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/drop/", actions.drop, name="action-drop"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/action/", items.set_action, name="action-set"),
    path("seats/<int:pk>/", items.seat, name="seat"),
    path("minutes/<str:token>/", minutes.printing, name="printing"),
    path("minutes/<str:token>/file/", minutes.printed, name="printed"),
    path("<int:pk>/", meetings.meeting, name="meeting"),
    path("<int:pk>/next/", meetings.next_meeting, name="next"),
    path("<int:pk>/refresh/", meetings.refresh, name="refresh"),
    path("<int:pk>/guest/", items.guest, name="guest"),
    path("<int:pk>/close/", meetings.close, name="close"),
    path("<int:pk>/last/", meetings.last, name="last"),
    path("<int:pk>/minutes/", minutes.ask, name="minutes"),
]
