"""What the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline.config.settings")
application = get_wsgi_application()
reverse("standards:my-duties")  # reads every room's addresses and pages now, and not while the first officer waits
# What is loaded by now stays to the end. Python would look through it for garbage again and again: on a page of some hundred
# rows that took as long as the page itself.
gc.collect()
gc.freeze()
