"""What ``streamlit run`` runs. Everything else is in modules that can be imported and tested."""

from assistant.ui.view import page

page()
