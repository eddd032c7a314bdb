"""An invented district to try the registry on: its enterprises, titles and figures."""
