"""The course as a static site: its notebooks as pages, with pickers and quizzes that run in the browser."""
