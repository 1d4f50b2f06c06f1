"""What learners click in a notebook: picker, plan, quiz and progress, each with a form for readers without a kernel."""
