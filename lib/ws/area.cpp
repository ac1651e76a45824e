// Placeholder until the area's first source file lands.
