"""The register: enterprises, their groups, their dated evidence, and the rules of who may get quota."""
