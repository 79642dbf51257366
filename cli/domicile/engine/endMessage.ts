/** What a program's process says when the program has come to its end. */
export const endMessage = "end";
