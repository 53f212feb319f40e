from django.urls import path

from plumbline.watch import views

app_name = "watch"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("bell/", views.bell, name="bell"),
    path("acknowledge-all/", views.acknowledge_all, name="acknowledge-all"),
    path("escalations/", views.escalations, name="escalations"),
    path("<int:pk>/", views.message, name="message"),
]
