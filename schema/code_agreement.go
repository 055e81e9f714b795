package schema

var agreementExplanations = []Explanation{}
