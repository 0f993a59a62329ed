"""CRAFT: compose, retrieve, fuse. A clip is put together from descriptions that the training split holds.

After Gupta, Schwenk, Farhadi, Hoiem and Kembhavi, "Imagine This! Scripts to Compositions to Videos" (ECCV
2018). The words of a caption name entities and a background. For each entity in turn, the layout composer
says where it stands in what is composed so far, and the entity retriever finds it among the entities of
the training split; the background retriever finds the place. What is retrieved here is no cut-out of
pixels but a description, which the drawn world draws anew at any size.
"""
