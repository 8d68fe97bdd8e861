"""The window: Qt only, asks the services and shows what they answer."""
