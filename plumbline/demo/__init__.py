"""The demo force: Northshire Constabulary, which does not exist, made from one number.

It shows what the product looks like after two years of use: children who go missing, the work done for them, and the
weaknesses that inspectors found, at rates that differ by team and by month. It writes through its own acts, in bulk, rows
such as the other rooms' acts would have written; no other room knows that it is there. Nobody in it is real: names are
drawn by chance, postcodes begin with NS, which is no area of the Royal Mail, and telephone numbers are those that Ofcom
keeps for drama. It refuses to write into a database that holds anything.
"""
