"""A release out of the reserve: a write that is seen to happen once or twice."""

RELEASE = {
    "year": 2021,
    "document_number": "演示〔2021〕4号",
    "reason": "演示理由",
    "lines": [{"group": "xiamen-tungsten", "category": "separation", "tonnes": "10"}],
}
