// Nothing to call: what this target defines takes the place of functions of another library.
