"""Said & Done: an event-sourced “you said, we did” feedback tracker."""
