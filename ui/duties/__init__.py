"""Parts of the page 议事任务, and the strip above an action item."""
