"""The strip above opinions and quarrels, their dialogs, quick registration, taking in chats, publishing."""
