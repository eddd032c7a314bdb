"""The year's figures, frozen when sent."""
